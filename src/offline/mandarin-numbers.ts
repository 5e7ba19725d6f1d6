/** Numbers as a Chinese speaker reads them out. */

const DIGITS = '零一二三四五六七八九';
const PLACES = ['', '十', '百', '千'];
const GROUPS = ['', '万', '亿', '万亿'];
/** Longer rows of digits are read one by one, as telephone numbers are. */
const LONGEST_NUMBER = 12;
/** Before these a two is 两. */
const MEASURES = '[个位次天年岁人件条张本块只双杯分点年月周]|小时|分钟|百|千|万|亿';

/** Writes every number of a text in characters, as it is spoken: years, times, percentages, decimals, counts. */
export function withSpokenNumbers(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/(\d),(?=\d{3}(?!\d))/g, '$1')
    .replace(/(\d{4})(?=年)/g, (year) => digitByDigit(year))
    .replace(/(?<!\d)(\d{1,2}):([0-5]\d)(?!\d)/g, (_, hour: string, minute: string) => clock(hour, minute))
    .replace(/(\d+(?:\.\d+)?)%/g, '百分之$1')
    .replace(/(?<![\d\p{Script=Latin}])-(?=\d)/gu, '负')
    .replace(new RegExp(`(?<![\\d.第])2(?=${MEASURES})`, 'g'), '两')
    .replace(/℃|°C/g, '度')
    .replace(/(\d+)\.(\d+)/g, (_, whole: string, part: string) => `${spokenNumber(whole)}点${digitByDigit(part)}`)
    .replace(/\d+/g, (digits) => spokenNumber(digits));
}

function clock(hour: string, minute: string): string {
  const minutes = minute === '00' ? '整' : `${minute.startsWith('0') ? '零' : ''}${spokenNumber(String(+minute))}分`;
  return `${+hour === 2 ? '两' : spokenNumber(String(+hour))}点${minutes}`;
}

function digitByDigit(digits: string): string {
  return [...digits].map((digit) => DIGITS[+digit]).join('');
}

/** A whole number ("10203" is 一万零二百零三). */
export function spokenNumber(digits: string): string {
  if (digits.length > LONGEST_NUMBER || (digits.length > 1 && digits.startsWith('0'))) {
    return digitByDigit(digits);
  }
  if (/^0+$/.test(digits)) {
    return '零';
  }
  let spoken = '';
  const groupCount = Math.ceil(digits.length / 4);
  for (let group = groupCount - 1; group >= 0; group--) {
    const end = digits.length - group * 4;
    const value = +digits.slice(Math.max(0, end - 4), end);
    const needsZero = spoken !== '' && value > 0 && value < 1000;
    spoken += value === 0 ? '' : `${needsZero ? '零' : ''}${underTenThousand(value)}${GROUPS[group]}`;
  }
  return spoken.replace(/^一十/, '十');
}

function underTenThousand(value: number): string {
  let spoken = '';
  let zeroWaits = false;
  const digits = String(value);
  [...digits].forEach((digit, index) => {
    if (digit === '0') {
      zeroWaits = spoken !== '';
      return;
    }
    spoken += `${zeroWaits ? '零' : ''}${DIGITS[+digit]}${PLACES[digits.length - 1 - index]}`;
    zeroWaits = false;
  });
  return spoken;
}
