import { v5 } from 'uuid';
import { captionMaterial, draftTemplate, metaTemplate, segmentTemplate, videoMaterialTemplate } from './capcut-form.js';
import { type FilmTimeline } from './film-timeline.js';
import { type MediaFile, type MediaLookup } from './media-files.js';
import { oneLine } from './plain-text.js';
import { type CaptionTrack, captionTracks, clipName, soundLanes, type SoundLane } from './timeline-tracks.js';

/**
 * A draft of 剪映 (JianYing) and CapCut, unencrypted, as the program itself writes one. Times are whole microseconds: an end
 * is rounded, never a length, so nothing drifts and nothing overlaps.
 */

export interface DraftFile {
  name: string;
  text: string;
}

export interface DraftOptions {
  /** They are in the picture: the text of the captions is there, but not shown over it a second time. */
  captionsInPicture: boolean;
}

/** What the program puts the draft's own folder for. */
const DRAFT_FOLDER = '##_draftpath_placeholder_0E685133-18CE-45ED-8CB8-2904A212EC80_##';
/** Ids are made from the film, by version 5 of UUIDs, so that the same film is the same draft. */
const NAMESPACE = '6f1a3c52-6a5f-5d0b-9a55-0b9f5f5b7c11';
const CAPTION_Y = { alone: [-0.8], together: [-0.7, -0.84] };
const TEXT_LAYER = 15_000;

/** Version 6 and later look for the second name, older ones for the first. */
const CONTENT_NAMES = ['draft_content.json', 'draft_info.json'];

export function capcutDraft(timeline: FilmTimeline, media: MediaLookup, options: DraftOptions): DraftFile[] {
  const draft = new DraftBuilder(timeline, media, options);
  const content = JSON.stringify(draft.content());
  return [
    ...CONTENT_NAMES.map((name) => ({ name, text: content })),
    { name: 'draft_meta_info.json', text: JSON.stringify(draft.meta()) },
  ];
}

interface TimeRange {
  start: number;
  duration: number;
}

class DraftBuilder {
  private readonly id: (...parts: (string | number)[]) => string;
  private readonly microseconds: (frames: number) => number;
  private readonly sounds: SoundLane[];
  private readonly texts: CaptionTrack[];

  constructor(
    private readonly timeline: FilmTimeline,
    private readonly media: MediaLookup,
    private readonly options: DraftOptions,
  ) {
    const film = v5(JSON.stringify([timeline.title, timeline.clips, timeline.stems, timeline.captions]), NAMESPACE);
    this.id = (...parts) => v5(parts.join('/'), film).toUpperCase();
    this.microseconds = (frames) => Math.round((frames * 1_000_000) / timeline.profile.fps);
    this.sounds = soundLanes(timeline);
    this.texts = captionTracks(timeline);
  }

  content(): object {
    const { profile, frames, title } = this.timeline;
    const { width, height, fps } = profile;
    const template = draftTemplate();
    return {
      ...template,
      id: this.id('draft'),
      name: oneLine(title, 100),
      fps,
      duration: this.microseconds(frames),
      canvas_config: { width, height, ratio: width > height ? '16:9' : '9:16' },
      materials: {
        ...template.materials,
        videos: this.videos(),
        audios: this.audios(),
        texts: this.captionMaterials(),
        speeds: this.speeds(),
      },
      tracks: [this.pictureTrack(), ...this.soundTracks(), ...this.textTracks()],
    };
  }

  meta(): object {
    const template = metaTemplate();
    const imported = [...this.clipFiles(), ...this.stemFiles()].map((file) => this.importOf(file));
    return {
      ...template,
      draft_id: this.id('draft'),
      draft_name: oneLine(this.timeline.title, 100),
      draft_materials: template.draft_materials.map((group) =>
        group.type === 0 ? { ...group, value: imported } : group,
      ),
      tm_duration: this.microseconds(this.timeline.frames),
    };
  }

  /** Files that are used more than once are one material. */
  private clipFiles(): UsedFile[] {
    return this.filesOf(this.timeline.clips, 'video');
  }

  private stemFiles(): UsedFile[] {
    return this.filesOf(this.timeline.stems, 'music');
  }

  private filesOf(uses: { key: string; frames: number }[], metetype: UsedFile['metetype']): UsedFile[] {
    const files = new Map<string, UsedFile>();
    for (const { key, frames } of uses) {
      const longest = Math.max(frames, files.get(key)?.frames ?? 0);
      files.set(key, { file: this.media(key), frames: longest, metetype });
    }
    return [...files.values()];
  }

  private importOf({ file, frames, metetype }: UsedFile): object {
    const { width, height } = metetype === 'video' ? this.timeline.profile : { width: 0, height: 0 };
    return {
      ai_group_type: '',
      create_time: -1,
      duration: this.sourceDuration(frames),
      enter_from: 0,
      extra_info: file.name,
      file_Path: `${DRAFT_FOLDER}/${file.path}`,
      height,
      id: this.id('import', file.name),
      import_time: -1,
      import_time_ms: -1,
      item_source: 1,
      material_color_tag: '',
      md5: '',
      metetype,
      roughcut_time_range: { duration: -1, start: -1 },
      sub_time_range: { duration: -1, start: -1 },
      type: 0,
      width,
    };
  }

  private videos(): object[] {
    const { width, height } = this.timeline.profile;
    return this.clipFiles().map(({ file, frames }) => ({
      ...videoMaterialTemplate(),
      ...this.materialOf(file, frames),
      material_name: file.name,
      width,
      height,
    }));
  }

  private audios(): object[] {
    const names = new Map(this.sounds.flatMap(({ name, stems }) => stems.map(({ key }) => [key, name] as const)));
    return this.stemFiles().map(({ file, frames }) => ({
      ...this.materialOf(file, frames),
      type: 'extract_music',
      name: names.get(file.key) ?? file.name,
      category_id: '',
      category_name: 'local',
      check_flag: 1,
      music_id: this.id('music', file.name).toLowerCase(),
      source_platform: 0,
      wave_points: [],
    }));
  }

  private materialOf(file: MediaFile, frames: number) {
    return {
      id: this.id('material', file.name),
      local_material_id: this.id('import', file.name),
      path: `${DRAFT_FOLDER}/${file.path}`,
      duration: this.sourceDuration(frames),
    };
  }

  /** Rounded up, because a place on the timeline may be a microsecond longer than another of as many frames. */
  private sourceDuration(frames: number): number {
    return Math.ceil((frames * 1_000_000) / this.timeline.profile.fps);
  }

  private captionMaterials(): object[] {
    return this.texts.flatMap(({ language, captions }) =>
      captions.map(({ text }, index) => captionMaterial(this.id('text', language, index), text)),
    );
  }

  private speeds(): object[] {
    const all = [
      ...this.timeline.clips.map((_, index) => this.id('speed', 'clip', index)),
      ...this.sounds.flatMap(({ stems }, lane) => stems.map((_, index) => this.id('speed', lane, index))),
    ];
    return all.map((id) => ({ id, type: 'speed', mode: 0, speed: 1, curve_speed: null }));
  }

  private pictureTrack(): object {
    const { clips, language } = this.timeline;
    const segments = clips.map((clip, index) => ({
      ...segmentTemplate('video'),
      ...this.segmentOf(clip, 'clip', index),
      material_id: this.id('material', this.media(clip.key).name),
      extra_material_refs: [this.id('speed', 'clip', index)],
      desc: clipName(clip, index),
    }));
    return this.track('video', language === 'zh' ? '画面' : 'Picture', segments);
  }

  private soundTracks(): object[] {
    return this.sounds.map(({ name, stems }, lane) => {
      const segments = stems.map((stem, index) => ({
        ...segmentTemplate('audio'),
        ...this.segmentOf(stem, lane, index),
        material_id: this.id('material', this.media(stem.key).name),
        extra_material_refs: [this.id('speed', lane, index)],
      }));
      return this.track('audio', name, segments);
    });
  }

  private textTracks(): object[] {
    const heights = this.texts.length > 1 ? CAPTION_Y.together : CAPTION_Y.alone;
    return this.texts.map(({ language, captions }, row) => {
      const y = heights[row % heights.length] ?? -0.8;
      const segments = captions.map((caption, index) => ({
        ...segmentTemplate('text', y),
        ...this.segmentOf(caption, language, index),
        material_id: this.id('text', language, index),
        extra_material_refs: [],
        render_index: TEXT_LAYER + row,
        visible: !this.options.captionsInPicture,
      }));
      return this.track('text', language, segments);
    });
  }

  private segmentOf(place: { startFrame: number; frames: number }, track: string | number, index: number) {
    const target = this.rangeOf(place);
    return {
      id: this.id('segment', track, index),
      target_timerange: target,
      source_timerange: { start: 0, duration: target.duration },
    };
  }

  private rangeOf({ startFrame, frames }: { startFrame: number; frames: number }): TimeRange {
    const start = this.microseconds(startFrame);
    return { start, duration: this.microseconds(startFrame + frames) - start };
  }

  private track(type: 'video' | 'audio' | 'text', name: string, segments: object[]): object {
    return { id: this.id('track', type, name), type, name, attribute: 0, flag: 0, is_default_name: false, segments };
  }
}

interface UsedFile {
  file: MediaFile;
  frames: number;
  metetype: 'video' | 'music';
}
