import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { PLANS, type StepPlan, TRANSLATION } from '../src/jobs/plan.js';
import { STAGES } from '../src/jobs/stages.js';

const START = '<!-- stages: made by scripts/stage-diagram.ts -->';
const END = '<!-- /stages -->';
const SCOPES: Record<StepPlan['per'], string> = {
  job: 'one',
  episode: 'one per episode',
  character: 'one per person, where the image model looks at references',
  shot: 'one per shot',
  'seen shot': 'one per shot, where somebody can look at what was bought or given',
  'first shot': 'one per episode',
  'last shot': 'one per episode',
};

/** The plan of a drama as a Mermaid flowchart: what there is a step for, and what each waits for. */
export function stageDiagram(plans: StepPlan[] = PLANS.drama): string {
  const boxes = STAGES.flatMap((stage) => {
    const own = plans.filter((plan) => plan.stage === stage);
    const nodes = own.map(
      ({ part, per }) =>
        `    ${nodeOf(part)}["${part}<br/><small>${SCOPES[per]}${part === TRANSLATION ? ', where subtitles are in another language' : ''}</small>"]`,
    );
    return own.length > 0 ? [`  subgraph stage_${stage}["${stage}"]`, ...nodes, '  end'] : [];
  });
  const arrows = plans.flatMap(({ part, after, afterPrevious }) => [
    ...withoutDetours(plans, after).map((need) => `  ${nodeOf(need)} --> ${nodeOf(part)}`),
    ...withoutDetours(plans, afterPrevious).map((need) => `  ${nodeOf(need)} -. next shot .-> ${nodeOf(part)}`),
  ]);
  return ['```mermaid', 'flowchart LR', ...boxes, ...arrows, '```'].join('\n');
}

/** A README with the diagram in its place. */
export function withDiagram(readme: string, diagram: string = stageDiagram()): string {
  const [start, end] = [readme.indexOf(START), readme.indexOf(END)];
  if (start < 0 || end < start) {
    throw new RangeError(`The README has no ${START} … ${END}`);
  }
  return `${readme.slice(0, start + START.length)}\n\n${diagram}\n\n${readme.slice(end)}`;
}

/** Mermaid keeps words such as `end` and `style` for itself. */
const nodeOf = (part: string) => `step_${part.replaceAll('-', '_')}`;

/** Needs that no other need has already waited for; most films have no translation, and do not wait for one. */
function withoutDetours(plans: StepPlan[], needs: string[]): string[] {
  const before = (part: string): string[] =>
    part === TRANSLATION
      ? []
      : (plans.find((plan) => plan.part === part)?.after ?? []).flatMap((need) => [need, ...before(need)]);
  const waitedFor = new Set(needs.flatMap(before));
  return needs.filter((need) => !waitedFor.has(need));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--write')) {
    for (const readme of ['README.md', 'README.zh-CN.md']) {
      await writeFile(readme, withDiagram(await readFile(readme, 'utf8')));
    }
  } else {
    console.log(stageDiagram());
  }
}
