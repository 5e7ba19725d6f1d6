/** Pinyin to zhuyin, the script in which the recorded syllables are named. */

function table(pairs: string): Record<string, string> {
  return Object.fromEntries(pairs.split(' ').map((pair) => pair.split(':') as [string, string]));
}

const INITIALS = table(
  'b:ㄅ p:ㄆ m:ㄇ f:ㄈ d:ㄉ t:ㄊ n:ㄋ l:ㄌ g:ㄍ k:ㄎ h:ㄏ j:ㄐ q:ㄑ x:ㄒ zh:ㄓ ch:ㄔ sh:ㄕ r:ㄖ z:ㄗ c:ㄘ s:ㄙ',
);

const FINALS = table(
  'a:ㄚ o:ㄛ e:ㄜ ai:ㄞ ei:ㄟ ao:ㄠ ou:ㄡ an:ㄢ en:ㄣ ang:ㄤ eng:ㄥ er:ㄦ ' +
    'i:ㄧ ia:ㄧㄚ ie:ㄧㄝ iao:ㄧㄠ iu:ㄧㄡ ian:ㄧㄢ in:ㄧㄣ iang:ㄧㄤ ing:ㄧㄥ iong:ㄩㄥ ' +
    'u:ㄨ ua:ㄨㄚ uo:ㄨㄛ uai:ㄨㄞ ui:ㄨㄟ uan:ㄨㄢ un:ㄨㄣ uang:ㄨㄤ ong:ㄨㄥ v:ㄩ ve:ㄩㄝ van:ㄩㄢ vn:ㄩㄣ',
);

/** Syllables without an initial are spelled in their own way. */
const BARE = table(
  'yi:ㄧ ya:ㄧㄚ yo:ㄧㄛ ye:ㄧㄝ yai:ㄧㄞ yao:ㄧㄠ you:ㄧㄡ yan:ㄧㄢ yin:ㄧㄣ yang:ㄧㄤ ying:ㄧㄥ yong:ㄩㄥ ' +
    'wu:ㄨ wa:ㄨㄚ wo:ㄨㄛ wai:ㄨㄞ wei:ㄨㄟ wan:ㄨㄢ wen:ㄨㄣ wang:ㄨㄤ weng:ㄨㄥ ' +
    'yu:ㄩ yue:ㄩㄝ yuan:ㄩㄢ yun:ㄩㄣ ê:ㄝ n:ㄣ ng:ㄣ m:ㄇㄨ hm:ㄏㄣ hng:ㄏㄥ',
);

const SYLLABLE = /^(zh|ch|sh|[bpmfdtnlgkhjqxrzcs]?)(.+)$/;

/** "zhuang" is ㄓㄨㄤ; null for what is no syllable of Mandarin. The letter v stands for ü. */
export function zhuyinOf(pinyin: string): string | null {
  const spelled = pinyin.toLowerCase().replaceAll('ü', 'v');
  const bare = BARE[spelled] ?? FINALS[spelled];
  if (bare) {
    return bare;
  }
  const [, initial = '', rest = ''] = SYLLABLE.exec(spelled) ?? [];
  const sign = INITIALS[initial];
  if (!sign) {
    return null;
  }
  if (rest === 'i' && /^(zh|ch|sh|[rzcs])$/.test(initial)) {
    return sign;
  }
  const final = FINALS[/^[jqx]$/.test(initial) ? rest.replace(/^u/, 'v') : rest];
  return final ? sign + final : null;
}
