/** What was made for a change, as `stage/part:subject`. */
export interface TableRow {
  what: string;
  made: string[];
}

const [START, END] = ['<!-- table: written by test/e2e/rebuild-plan.long.spec.ts -->', '<!-- end of the table -->'];

/** Kinds of steps in the order of the work; those that every film makes are told once, above the table. */
const COLUMNS = ['picture', 'lines', 'footage', 'clip', 'clip-check', 'title', 'end', 'sound', 'script'];
const ALWAYS = ['board', 'cut', 'whole', 'film'];

/** The page with these rows in its table. */
export function rebuildTable(page: string, rows: TableRow[]): string {
  const [before = '', rest = ''] = page.split(START);
  const [, after = ''] = rest.split(END);
  const lines = [
    ['changed', ...COLUMNS.map((part) => `\`${part}\``)],
    ['---', ...COLUMNS.map(() => '---')],
    ...rows.map(({ what, made }) => [what, ...cellsOf(made)]),
  ];
  const table = lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  return `${before}${START}\n\n${table}\n\n${END}${after}`;
}

function cellsOf(made: string[]): string[] {
  const steps = made.map((name) => (name.split('/')[1] ?? '').split(':'));
  const unknown = steps.filter(([part = '']) => ![...COLUMNS, ...ALWAYS].includes(part));
  if (unknown.length > 0) {
    throw new Error(`The table has no column for ${unknown.join(', ')}`);
  }
  return COLUMNS.map((column) => {
    const subjects = steps.filter(([part]) => part === column).map(([, subject = '']) => subject);
    return subjects.map((subject) => (/^[A-F]$/.test(subject) ? subject : 'yes')).join(' ');
  });
}
