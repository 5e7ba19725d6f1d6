import { readFile } from 'node:fs/promises';
import { errorPage } from '../../scripts/error-page.js';
import { stageDiagram, withDiagram } from '../../scripts/stage-diagram.js';
import { PLANS } from '../../src/jobs/plan.js';

it('docs/errors.md is what the catalogue says', async () => {
  // Red? npm run errors
  expect(await readFile('docs/errors.md', 'utf8')).toBe(errorPage());
});

describe('the stage diagram', () => {
  it('in the README is that of the plan', async () => {
    const readme = await readFile('README.md', 'utf8');
    // Red? npm run build && npm run diagram
    expect(readme).toBe(withDiagram(readme));
  });

  it('has every step of the plan and the order in which they wait', () => {
    const diagram = stageDiagram();
    for (const { part } of PLANS.drama) {
      expect(diagram).toContain(`["${part}<br/>`);
    }
    expect(diagram).toContain('step_footage --> step_clip');
    expect(diagram).toContain('step_footage -. next shot .-> step_clip');
    // Already waited for by way of the footage.
    expect(diagram).not.toContain('step_board --> step_clip\n');
  });

  it('changes with the plan', () => {
    expect(stageDiagram(PLANS.scenes)).not.toBe(stageDiagram(PLANS.drama));
  });
});
