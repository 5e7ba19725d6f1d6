/** The stages of jobs, in the order of the wire. */

export const FILM_STAGES = [
  'style',
  'script',
  'storyboard',
  'images',
  'speech',
  'clips',
  'moderation',
  'assembly',
] as const;
export type FilmStage = (typeof FILM_STAGES)[number];

export const ANALYSIS_STAGES = [
  'ingest',
  'probe',
  'shots',
  'audio',
  'ocr',
  'transcript',
  'comments',
  'insights',
] as const;
export type AnalysisStage = (typeof ANALYSIS_STAGES)[number];

export const STAGES = [...FILM_STAGES, ...ANALYSIS_STAGES] as const;
export type StageName = (typeof STAGES)[number];

/** How much of a job's progress each stage is: fixed, so that progress does not fall when steps are added. */
export const STAGE_WEIGHTS: Record<StageName, number> = {
  style: 2,
  script: 4,
  storyboard: 4,
  images: 15,
  speech: 10,
  clips: 50,
  moderation: 5,
  assembly: 10,
  ingest: 20,
  probe: 3,
  shots: 40,
  audio: 2,
  ocr: 15,
  transcript: 10,
  comments: 3,
  insights: 7,
};
