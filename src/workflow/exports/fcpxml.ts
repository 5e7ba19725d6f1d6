import { SAMPLE_RATE } from '../../common/wav.js';
import { type FilmTimeline, type TimelineClip, type TimelineStem } from './film-timeline.js';
import { type MediaLookup } from './media-files.js';
import { oneLine } from './plain-text.js';
import {
  type Caption,
  captionTracks,
  clipAt,
  clipName,
  soundLanes,
  type SoundLane,
  transitionNote,
} from './timeline-tracks.js';
import { element, textElement } from './xml.js';

/** FCPXML 1.10: clips one after the other in the main storyline, sound on lanes beneath it, captions on lanes above. */

const VERSION = '1.10';
const FORMAT = 'r1';
const COLOUR_SPACE = '1-1-1 (Rec. 709)';

/** The roles that Final Cut groups sound by. */
const ROLES: Record<TimelineStem['role'], string> = {
  speech: 'dialogue',
  music: 'music',
  ambience: 'effects.ambience',
  footage: 'effects.footage',
};

export function fcpxml(timeline: FilmTimeline, media: MediaLookup): string {
  const { title, profile, frames, clips } = timeline;
  const name = oneLine(title) || 'Jumu';
  const context: Context = { timeline, media, time: timeOf(profile.fps), ids: assetIds(timeline) };
  const connected = connectedTo(context);
  const spine = clips.map((clip, index) => storyClip(clip, index, context, connected[index] ?? []));
  const sequence = element(
    'sequence',
    {
      format: FORMAT,
      duration: context.time(frames),
      tcStart: '0s',
      tcFormat: 'NDF',
      audioLayout: 'stereo',
      audioRate: '48k',
    },
    [element('spine', {}, spine)],
  );
  const document = element('fcpxml', { version: VERSION }, [
    element('resources', {}, resources(context)),
    element('library', {}, [element('event', { name }, [element('project', { name }, [sequence])])]),
  ]);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n${document}\n`;
}

interface Context {
  timeline: FilmTimeline;
  media: MediaLookup;
  time: (frames: number) => string;
  ids: ReadonlyMap<string, string>;
}

/** Times are fractions of a second in whole frames, so that nothing is ever between two of them. */
const timeOf = (fps: number) => (frames: number) => (frames === 0 ? '0s' : `${frames}/${fps}s`);

function assetIds({ clips, stems }: FilmTimeline): Map<string, string> {
  const keys = new Set([...clips, ...stems].map(({ key }) => key));
  return new Map([...keys].map((key, index) => [key, `r${index + 2}`]));
}

function resources({ timeline, media, time, ids }: Context): string[] {
  const { profile, clips, stems } = timeline;
  const { width, height, fps } = profile;
  const files = new Map<string, string>();
  const add = (key: string, frames: number, attributes: Record<string, string | number>) => {
    const { path, reel } = media(key);
    const facts = { id: ids.get(key), name: reel, start: '0s', duration: time(frames), ...attributes };
    files.set(key, element('asset', facts, [element('media-rep', { kind: 'original-media', src: `./${path}` })]));
  };
  clips.forEach(({ key, frames }) => add(key, frames, { hasVideo: 1, format: FORMAT, videoSources: 1 }));
  stems.forEach(({ key, frames }) =>
    add(key, frames, { hasAudio: 1, audioSources: 1, audioChannels: 2, audioRate: SAMPLE_RATE }),
  );
  const format = { id: FORMAT, frameDuration: `1/${fps}s`, width, height, colorSpace: COLOUR_SPACE };
  return [element('format', format), ...files.values()];
}

function storyClip(clip: TimelineClip, index: number, context: Context, connected: string[]): string {
  const { time, ids, timeline } = context;
  const note = oneLine(clip.note, 2000);
  const told = transitionNote(clip, timeline.language);
  const attributes = {
    ref: ids.get(clip.key),
    offset: time(clip.startFrame),
    name: clipName(clip, index),
    start: '0s',
    duration: time(clip.frames),
    format: FORMAT,
    tcFormat: 'NDF',
  };
  return element('asset-clip', attributes, [
    ...(note === '' ? [] : [textElement('note', {}, note)]),
    ...connected,
    ...(told === null ? [] : [element('marker', { start: '0s', duration: time(1), value: told })]),
  ]);
}

/** What hangs on each clip: everything that begins while it is seen. */
function connectedTo(context: Context): string[][] {
  const { clips } = context.timeline;
  const connected: string[][] = clips.map(() => []);
  const hang = (startFrame: number, write: (offset: string) => string) => {
    const index = clipAt(clips, startFrame);
    connected[index]?.push(write(context.time(startFrame - (clips[index]?.startFrame ?? 0))));
  };
  soundLanes(context.timeline).forEach((lane, index) =>
    lane.stems.forEach((stem) => hang(stem.startFrame, (offset) => sound(stem, lane, -1 - index, offset, context))),
  );
  let styles = 0;
  captionTracks(context.timeline).forEach(({ language, captions }, index) =>
    captions.forEach((each) =>
      hang(each.startFrame, (offset) => {
        styles += 1;
        return caption(each, { lane: index + 1, offset, language, style: `ts${styles}` }, context);
      }),
    ),
  );
  return connected;
}

function sound(stem: TimelineStem, { name, role }: SoundLane, lane: number, offset: string, context: Context): string {
  const { ids, time } = context;
  return element('asset-clip', {
    ref: ids.get(stem.key),
    lane,
    offset,
    name,
    start: '0s',
    duration: time(stem.frames),
    audioRole: ROLES[role],
  });
}

interface CaptionPlace {
  lane: number;
  offset: string;
  language: string;
  style: string;
}

const CAPTION_LOOK = {
  font: '.AppleSystemUIFont',
  fontSize: 13,
  fontFace: 'Regular',
  fontColor: '1 1 1 1',
  backgroundColor: '0 0 0 1',
};

/** Final Cut's name for Chinese in simplified characters. */
const CAPTION_LANGUAGES: Record<string, string> = { zh: 'cmn-Hans' };

function caption(
  { text, frames }: Caption,
  { lane, offset, language, style }: CaptionPlace,
  { time }: Context,
): string {
  const role = `SRT?captionFormat=SRT.${CAPTION_LANGUAGES[language] ?? language}`;
  return element('caption', { lane, offset, name: oneLine(text, 60), start: '0s', duration: time(frames), role }, [
    `<text placement="bottom">${textElement('text-style', { ref: style }, text)}</text>`,
    element('text-style-def', { id: style }, [element('text-style', CAPTION_LOOK)]),
  ]);
}
