import { Module, type Type } from '@nestjs/common';
import { AiModule } from '../ai/ai.module.js';
import { YoutubeModule } from '../analysis/youtube.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { MediaModule } from '../media/media.module.js';
import { ScenesModule } from '../scenes/scenes.module.js';
import { UploadsModule } from '../uploads/uploads.module.js';
import { OfflineModule } from '../offline/offline.module.js';
import { CachedStages, STAGE_LIST } from './cached-stages.js';
import { ContactSheetExporter } from './exports/contact-sheet.exporter.js';
import { CapcutExporter, EdlExporter, FcpxmlExporter, OtioExporter } from './exports/editor-exporters.js';
import { ExportStep } from './exports/export-step.js';
import { EXPORTERS, type Exporter } from './exports/exporter.js';
import { GifExporter } from './exports/gif.exporter.js';
import { HlsExporter } from './exports/hls.exporter.js';
import { RungsStep } from './exports/rungs-step.js';
import { AudioStage } from './analysis/audio.stage.js';
import { CommentsStage } from './analysis/comments.stage.js';
import { IngestStage } from './analysis/ingest.stage.js';
import { InsightsStage } from './analysis/insights.stage.js';
import { OcrStage } from './analysis/ocr.stage.js';
import { ProbeStage } from './analysis/probe.stage.js';
import { ShotsStage } from './analysis/shots.stage.js';
import { SourceExamination } from './analysis/source-examination.js';
import { TranscriptStage } from './analysis/transcript.stage.js';
import { FilmReader } from './film-reader.js';
import { Scratch } from './scratch.js';
import { Spending } from './spending.js';
import { type Stage } from './stage.js';
import { AssemblyStage } from './stages/assembly.stage.js';
import { CardStep } from './stages/card-step.js';
import { ClipCheck } from './stages/clip-check.js';
import { ClipFiles } from './stages/clip-files.js';
import { ClipPlanner } from './stages/clip-planner.js';
import { ClipsStage } from './stages/clips.stage.js';
import { FootageStep } from './stages/footage-step.js';
import { FrameLook } from './stages/frame-look.js';
import { PictureLook } from './stages/picture-look.js';
import { PictureMaker } from './stages/picture-maker.js';
import { PictureStep } from './stages/picture-step.js';
import { PortraitStep } from './stages/portrait-step.js';
import { DownloadStep } from './stages/download-step.js';
import { FilmSteps } from './stages/film-steps.js';
import { FilmCutter } from './stages/film-cutter.js';
import { ImagesStage } from './stages/images.stage.js';
import { ModerationStage } from './stages/moderation.stage.js';
import { OwnPictures } from './stages/own-pictures.js';
import { PictureFiles } from './stages/picture-files.js';
import { ReelStep } from './stages/reel-step.js';
import { ScriptStage } from './stages/script.stage.js';
import { ShotMedia } from './stages/shot-media.js';
import { ShownResults } from './stages/shown-results.js';
import { SoundSteps } from './stages/sound-steps.js';
import { SpeechStage } from './stages/speech.stage.js';
import { StoryboardStage } from './stages/storyboard.stage.js';
import { StyleStage } from './stages/style.stage.js';
import { TurnedClips } from './stages/turned-clips.js';
import { TranslationStep } from './stages/translation-step.js';
import { VendorCalls } from './vendor-calls.js';

/** A new stage is one class and one line here, and its rows in the plan. */
const STAGES = [
  StyleStage,
  ScriptStage,
  StoryboardStage,
  ImagesStage,
  SpeechStage,
  ClipsStage,
  ModerationStage,
  AssemblyStage,
  IngestStage,
  ProbeStage,
  ShotsStage,
  AudioStage,
  OcrStage,
  TranscriptStage,
  CommentsStage,
  InsightsStage,
];

/** A new format is one class and one line here, and its name in `formats.ts`. */
const FORMATS: Type<Exporter>[] = [
  HlsExporter,
  ContactSheetExporter,
  GifExporter,
  FcpxmlExporter,
  EdlExporter,
  OtioExporter,
  CapcutExporter,
];

/** All that does a step. Nothing of it runs by itself: the engine hands steps out to it, and a plan only asks. */
@Module({
  imports: [AiModule, JobsModule, MediaModule, OfflineModule, ScenesModule, UploadsModule, YoutubeModule],
  providers: [
    ...STAGES,
    { provide: STAGE_LIST, useFactory: (...stages: Stage[]) => stages, inject: STAGES },
    ...FORMATS,
    { provide: EXPORTERS, useFactory: (...exporters: Exporter[]) => exporters, inject: FORMATS },
    CachedStages,
    CardStep,
    ClipCheck,
    ClipFiles,
    ClipPlanner,
    DownloadStep,
    ExportStep,
    FilmCutter,
    FilmReader,
    FilmSteps,
    FootageStep,
    FrameLook,
    PictureLook,
    PictureMaker,
    PictureStep,
    PortraitStep,
    OwnPictures,
    PictureFiles,
    ReelStep,
    RungsStep,
    Scratch,
    ShotMedia,
    ShownResults,
    SoundSteps,
    SourceExamination,
    Spending,
    TranslationStep,
    TurnedClips,
    VendorCalls,
  ],
  exports: [CachedStages, Scratch, Spending],
})
export class WorkflowModule {}
