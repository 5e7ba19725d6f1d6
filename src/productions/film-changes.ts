import { isDeepStrictEqual } from 'node:util';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { cameraMovementOf, shotSizeOf } from '../common/vocabulary.js';
import { type ShotForm, type ShotLine } from '../scenes/shot.entity.js';

/** A step of a finished film, beside the shot that it was done for as that is now. */
export interface FilmStep {
  id: string;
  part: string;
  shot_id: string;
  depends_on: string[];
  /** What it was made of was made anew since, by a run of that stage alone. */
  is_outdated: boolean;
  output: {
    key?: string;
    source?: { kind: string; key?: string };
    lines?: { speaker: string | null; text: string; emotion?: string }[];
    framing?: { size: string; camera: string };
  };
  picture: string | null;
  footage: string | null;
  lines: ShotLine[];
  form_data: ShotForm;
}

const READ = `select st.id, split_part(st.item, ':', 1) as part, s.id as shot_id, st.depends_on, st.output,
    s.image->>'key' as picture, s.video->>'source_key' as footage, s.lines, s.form_data,
    exists (select 1 from job_steps d where d.id = any(st.depends_on) and d.stage in ('images', 'speech', 'clips')
      and d.completed_at > st.started_at) as is_outdated
  from job_steps st join jobs j on j.id = st.job_id
    join shots s on s.project_id = j.project_id and s.id::text = split_part(st.item, ':', 2)
  where j.id = ? and st.output is not null order by st.id`;

/** Finds what of a finished film is not what its shots show by now. Shots that were deleted stay in it as they were. */
@Injectable()
export class FilmChanges {
  constructor(private readonly em: EntityManager) {}

  /** Inside a transaction of `em`, where one is given. */
  async of(jobId: string, em = this.em): Promise<FilmStep[]> {
    return changedSteps(await em.execute<FilmStep[]>(READ, [jobId]));
  }
}

/** Those that are not made of what is there now; what depends on them is not among them. */
export function changedSteps(steps: FilmStep[]): FilmStep[] {
  const reframed = new Set(steps.filter(isReframed).map(({ shot_id }) => shot_id));
  // A clip that dissolves from another one shows that one's framing, too: it waits for its footage.
  const shown = new Set(
    steps.flatMap(({ id, part, shot_id }) => (part === 'footage' && reframed.has(shot_id) ? id : [])),
  );
  const isChanged = (step: FilmStep): boolean => {
    switch (step.part) {
      case 'picture':
        return step.output.key !== step.picture;
      case 'footage':
        return clipOf(step) !== step.footage;
      case 'lines':
        return !isSaid(step);
      case 'clip':
        return step.depends_on.some((id) => shown.has(id));
      default:
        return ['title', 'end'].includes(step.part) && reframed.has(step.shot_id);
    }
  };
  return steps.filter((step) => step.is_outdated || isChanged(step));
}

/** What moves by itself; null where a picture is moved, which is nobody's file. */
function clipOf({ output: { source } }: FilmStep): string | null {
  return source?.kind === 'clip' ? (source.key ?? null) : null;
}

function isSaid({ output, lines }: FilmStep): boolean {
  const said = output.lines ?? [];
  const written = lines.filter(({ line }) => /\S/.test(line));
  return isDeepStrictEqual(
    // What older versions spoke does not say how.
    said.map(({ speaker, text, emotion }, index) => [speaker, text, emotion ?? written[index]?.emotion]),
    written.map(({ character, line, emotion }) => [character, line, emotion]),
  );
}

/** Clips of older versions do not say how they were framed. */
function isReframed({ part, output: { framing }, form_data }: FilmStep): boolean {
  const now = { size: shotSizeOf(form_data.shot_type), camera: cameraMovementOf(form_data.camera_movement) };
  return part === 'clip' && framing !== undefined && !isDeepStrictEqual(framing, now);
}
