import { type FilmTimeline, type TimelineClip } from './film-timeline.js';
import { type MediaLookup } from './media-files.js';
import { oneLine } from './plain-text.js';
import { captionTracks, clipName, soundLanes, transitionNote } from './timeline-tracks.js';

/** OpenTimelineIO: the film as its JSON, and the few files that make a bundle (`.otioz`) of it. */

export const OTIOZ_VERSION = { name: 'version.txt', text: '1.0.0' };
export const OTIOZ_CONTENT = 'content.otio';

const RECORD_START_SEC = 3600;
/** One colour for each language of captions, of those the form has. */
const CAPTION_COLOURS = ['CYAN', 'YELLOW', 'MAGENTA'];

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

export function otioFile(timeline: FilmTimeline, media: MediaLookup): string {
  const { title, language, profile, clips } = timeline;
  const times = timesOf(profile.fps);
  const picture = track('Video', language === 'zh' ? '画面' : 'Picture', [
    ...clips.map((clip, index) => shot(clip, index, { timeline, media, times })),
  ]);
  const sounds = soundLanes(timeline).map(({ name, role, stems }) => {
    let end = 0;
    const items = stems.flatMap((stem) => {
      const before = stem.startFrame - end;
      end = stem.startFrame + stem.frames;
      const file = media(stem.key);
      const sound = clip({ name, path: file.path, frames: stem.frames, metadata: { role }, markers: [] }, times);
      return before > 0 ? [gap(before, times), sound] : [sound];
    });
    return track('Audio', name, items);
  });
  return `${JSON.stringify(
    {
      OTIO_SCHEMA: 'Timeline.1',
      name: oneLine(title),
      global_start_time: times.at(RECORD_START_SEC * profile.fps),
      metadata: { jumu: { language, width: profile.width, height: profile.height } },
      tracks: {
        OTIO_SCHEMA: 'Stack.1',
        name: 'tracks',
        ...item([], captionMarkers(timeline, times)),
        children: [picture, ...sounds],
      },
    },
    null,
    2,
  )}\n`;
}

interface Times {
  at(frames: number): Json;
  range(start: number, frames: number): Json;
}

function timesOf(rate: number): Times {
  const at = (value: number): Json => ({ OTIO_SCHEMA: 'RationalTime.1', rate, value });
  return {
    at,
    range: (start, frames) => ({ OTIO_SCHEMA: 'TimeRange.1', start_time: at(start), duration: at(frames) }),
  };
}

/** What every item has. */
function item(effects: Json[], markers: Json[], sourceRange: Json = null): { [name: string]: Json } {
  return { metadata: {}, source_range: sourceRange, effects, markers, enabled: true };
}

function track(kind: 'Video' | 'Audio', name: string, children: Json[]): Json {
  return { OTIO_SCHEMA: 'Track.1', name, kind, ...item([], []), children };
}

function gap(frames: number, times: Times): Json {
  return { OTIO_SCHEMA: 'Gap.1', name: '', ...item([], [], times.range(0, frames)) };
}

interface ClipFacts {
  name: string;
  path: string;
  frames: number;
  metadata: Json;
  markers: Json[];
}

function clip({ name, path, frames, metadata, markers }: ClipFacts, times: Times): Json {
  return {
    OTIO_SCHEMA: 'Clip.2',
    name,
    ...item([], markers, times.range(0, frames)),
    metadata: { jumu: metadata },
    media_references: {
      DEFAULT_MEDIA: {
        OTIO_SCHEMA: 'ExternalReference.1',
        name: path.slice(path.lastIndexOf('/') + 1),
        metadata: {},
        available_range: times.range(0, frames),
        available_image_bounds: null,
        target_url: path,
      },
    },
    active_media_reference_key: 'DEFAULT_MEDIA',
  };
}

interface ShotContext {
  timeline: FilmTimeline;
  media: MediaLookup;
  times: Times;
}

function shot(each: TimelineClip, index: number, { timeline, media, times }: ShotContext): Json {
  const { kind, note, transition, frames, key } = each;
  const told = transitionNote(each, timeline.language);
  return clip(
    {
      name: clipName(each, index),
      path: media(key).path,
      frames,
      metadata: { kind, note: oneLine(note, 2000), transition: transition && { ...transition } },
      markers: told === null ? [] : [marker(told, times.range(0, transition?.frames ?? 0), 'GREEN', {})],
    },
    times,
  );
}

function marker(name: string, range: Json, color: string, jumu: Json): Json {
  return { OTIO_SCHEMA: 'Marker.2', name, color, comment: '', marked_range: range, metadata: { jumu } };
}

/** The form has no captions: they are marks over the whole film, and files beside it. */
function captionMarkers(timeline: FilmTimeline, times: Times): Json[] {
  return captionTracks(timeline).flatMap(({ language, captions }, index) =>
    captions.map(({ text, speaker, startFrame, frames }) => {
      const colour = CAPTION_COLOURS[index % CAPTION_COLOURS.length] ?? 'CYAN';
      return marker(text, times.range(startFrame, frames), colour, { caption: language, speaker });
    }),
  );
}
