import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Sentence } from '../src/common/catalogue.js';
import { errorCatalogue } from '../src/operations/error-docs.js';

const PAGE = 'docs/errors.md';

/** The catalogue of errors for people: every code, what it means and what to do about it, in both languages. */
export function errorPage(): string {
  const { errors, job_errors, field_rules } = errorCatalogue();
  return [
    '# Errors',
    '',
    '<!-- made by scripts/error-page.ts: npm run errors -->',
    '',
    'Messages are for people, in Chinese or English after `Accept-Language` (default English); programs decide by the',
    'code, which never changes. The same catalogue is in the OpenAPI document as `x-error-catalogue`.',
    '',
    '## Answers of the API (`error.code`)',
    '',
    ...table(
      ['HTTP', 'code', 'English', '中文'],
      Object.entries(errors).flatMap(([code, { status, message, reasons }]) => [
        [String(status), `\`${code}\``, ...wordsOf(message)],
        ...reasonsOf(reasons, ['']),
      ]),
    ),
    '',
    '## Failures of jobs and steps (`error.code` of a job)',
    '',
    ...table(
      ['code', 'retryable', 'English', '中文', 'advice', '建议'],
      Object.entries(job_errors).flatMap(([code, { retryable, message, reasons, advice }]) => [
        [`\`${code}\``, retryable ? 'yes' : 'no', ...wordsOf(message), ...wordsOf(advice)],
        ...reasonsOf(reasons, [], ['']).map((row) => [...row, '', '']),
      ]),
    ),
    '',
    '## Refused fields (`details.fields[].rule`)',
    '',
    ...table(
      ['rule', 'English', '中文'],
      Object.entries(field_rules).map(([rule, sentence]) => [`\`${rule.split('.', 1)[0]}\``, ...wordsOf(sentence)]),
    ),
    '',
  ].join('\n');
}

/** The reasons of a code have no code of their own on the wire. */
function reasonsOf(reasons: Record<string, Sentence>, before: string[], after: string[] = []): string[][] {
  return Object.values(reasons).map((sentence) => [...before, '', ...after, ...wordsOf(sentence)]);
}

function wordsOf({ en, zh }: Sentence): string[] {
  return [en, zh].map((text) => text.replace(/\{\w+\}/g, (placeholder) => `\`${placeholder}\``));
}

function table(head: string[], rows: string[][]): string[] {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(PAGE, errorPage());
  console.log(`Wrote ${PAGE}`);
}
