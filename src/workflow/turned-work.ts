import { otherShape } from '../jobs/formats.js';
import { itemOf, shapeOf } from '../jobs/plan.js';
import { type AspectRatio } from '../common/vocabulary.js';
import { sceneInShape } from '../offline/artist.js';
import { type FootageOutput } from './film-plan.js';
import { type Work } from './stage.js';

/** What a step of the other shape's film stands for among a film's own steps. */
const OWN_PARTS: Record<string, string> = { check: 'clip-check' };

/**
 * A step of the other shape's film, as if the film itself were of that shape: so what makes one makes the other. Its inputs
 * have the names of the film's own, and drawn scenes are placed anew.
 */
export function turnedWork(work: Work): Work {
  const { job, inputs } = work;
  const aspectRatio = otherShape(job.input.aspectRatio);
  return {
    ...work,
    part: ownPart(work.part),
    job: { ...job, input: { ...job.input, aspectRatio } },
    inputs: new Map(
      [...inputs].map(([item, output]) => {
        const [part = '', subject] = item.split(':');
        return [itemOf(ownPart(part), subject), inShape(part, output, aspectRatio)];
      }),
    ),
  };
}

function ownPart(name: string): string {
  const { part, isTurned } = shapeOf(name);
  return isTurned ? (OWN_PARTS[part] ?? part) : part;
}

function inShape(part: string, output: unknown, aspectRatio: AspectRatio): unknown {
  if (part !== 'footage' && part !== 'picture') {
    return output;
  }
  const { source, ...rest } = output as FootageOutput;
  return {
    ...rest,
    source: source.kind === 'drawn' ? { ...source, scene: sceneInShape(source.scene, aspectRatio) } : source,
  };
}
