import { type DeepExpectation } from './deep-samples.js';
import { type MediaTools } from './ffmpeg.js';
import { type ScanTask } from './film-scan.js';
import { type MediaFailureCode } from './media-failure.js';
import { type RungsTask } from './hls-plan.js';
import { type TextTask } from './text-task.js';
import {
  type ClipExpectation,
  type ClipPaths,
  type ClipPlan,
  type FilmExpectation,
  type GifPlan,
  type RenderProfile,
  type SheetPlan,
  type ShotPicture,
  type SoundPlan,
} from './timeline.js';

/** What the pool and its render processes say to each other. */

export type RenderTask =
  | { kind: 'still'; profile: RenderProfile; shot: ShotPicture }
  | { kind: 'clip'; plan: ClipPlan; out: ClipPaths }
  | ({ kind: 'rungs' } & RungsTask)
  | { kind: 'mix'; plan: SoundPlan; out: string }
  | { kind: 'stems'; plan: SoundPlan; directory: string }
  | { kind: 'gif'; plan: GifPlan; out: string }
  | { kind: 'sheet'; plan: SheetPlan; out: string }
  | { kind: 'check'; path: string; expectation: ClipExpectation }
  | { kind: 'check-film'; path: string; expectation: FilmExpectation }
  | { kind: 'picture'; path: string; out: string }
  | { kind: 'contrast'; path: string }
  | { kind: 'glance'; path: string }
  | ({ kind: 'scan' } & ScanTask)
  /** `mostBytes`: whoever has grown larger is given no further task. */
  | { kind: 'watch'; path: string; expectation: DeepExpectation; mostBytes: number }
  | ({ kind: 'texts'; mostBytes: number } & TextTask);

export type PoolMessage =
  { type: 'run'; id: number; task: RenderTask; tools: MediaTools } | { type: 'cancel'; id: number };

export type WorkerMessage = { type: 'progress'; id: number; fraction: number } | WorkerAnswer;

/** `isLast`: the process ends now, and takes nothing more. */
export type WorkerAnswer = { id: number; isLast?: boolean } & (
  { type: 'done'; result: unknown } | { type: 'failed'; code: MediaFailureCode; message: string; toolWords?: string }
);

/** Tasks with the same affinity share rasters: the set at its time, weather and seed. */
export function affinityOf(task: RenderTask): string | null {
  if (task.kind !== 'clip' && task.kind !== 'still') {
    return null;
  }
  const { source } = task.kind === 'clip' ? task.plan.shot : task.shot;
  return source.kind === 'drawn'
    ? [source.scene.set, source.scene.time, source.scene.weather, source.scene.seed].join('/')
    : source.path;
}
