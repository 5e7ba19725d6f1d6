import { type AspectRatio, type Language } from '../common/vocabulary.js';
import { type WebhookTarget } from '../webhooks/webhook-events.js';

/** What a job is to make: the request, completed and checked once, so that no later change of settings alters a run. */
export interface JobInput {
  title: string | null;
  genre: string | null;
  style: string | null;
  language: Language;
  aspectRatio: AspectRatio;
  episodes: number;
  /** Number of the first episode in its project; more than 1 when scenes are appended. */
  firstEpisode: number;
  scenesPerEpisode: number;
  /** Playing time of each episode, cards included. */
  durationSec: number;
  /** At most so many shots an episode; null: as the story needs. */
  maxShots: number | null;
  /** Scenes of the same episodes go when the new ones are there. */
  replace: boolean;
  /** Providers wanted by the user, per capability; null: the chain's own order. */
  wanted: { script: string[] | null; image: string[] | null; video: string[] | null };
  allowFallback: boolean;
  subtitles: 'burned' | 'none';
  preview: boolean;
  music: boolean;
  /** Whom the job tells what becomes of it; absent: nobody. */
  webhook?: WebhookTarget;
}
