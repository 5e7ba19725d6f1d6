import { type FilmTimeline } from './film-timeline.js';
import { type MediaFile, type MediaLookup } from './media-files.js';
import { oneLine } from './plain-text.js';
import { soundLanes, type SoundLane, transitionNote } from './timeline-tracks.js';

/**
 * CMX 3600 edit decision lists. The form knows one picture and two tracks of sound, so the first list has the picture with
 * the first sound (speech, where there is any), and every other sound has a list of its own.
 */

export interface EdlFile {
  name: string;
  text: string;
}

const RECORD_START_SEC = 3600;
const MOST_TITLE = 70;
const MOST_COMMENT = 120;

interface Event {
  file: MediaFile;
  channel: 'V' | 'AA';
  startFrame: number;
  frames: number;
  comments: string[];
}

export function edlFiles(timeline: FilmTimeline, media: MediaLookup): EdlFile[] {
  const [first, ...others] = soundLanes(timeline);
  const list = (name: string, events: Event[]): EdlFile => ({ name: `${name}.edl`, text: edl(timeline, events) });
  const names = laneNames(others);
  return [
    list('film', [...pictures(timeline, media), ...(first === undefined ? [] : sounds(first, media))]),
    ...others.map((lane, index) => list(names[index] ?? lane.role, sounds(lane, media))),
  ];
}

/** By role, numbered from the second of a role on. */
function laneNames(lanes: SoundLane[]): string[] {
  return lanes.map(({ role }, index) => {
    const before = lanes.slice(0, index).filter((lane) => lane.role === role).length;
    return before === 0 ? role : `${role}-${before + 1}`;
  });
}

function pictures({ clips, language }: FilmTimeline, media: MediaLookup): Event[] {
  return clips.map((clip) => {
    const file = media(clip.key);
    return {
      file,
      channel: 'V',
      startFrame: clip.startFrame,
      frames: clip.frames,
      comments: [
        ...namesOf(file),
        ...[transitionNote(clip, language), oneLine(clip.note)].flatMap((note) => (note ? [`COMMENT: ${note}`] : [])),
      ],
    };
  });
}

function sounds({ stems }: SoundLane, media: MediaLookup): Event[] {
  return stems.map(({ key, startFrame, frames }) => {
    const file = media(key);
    return { file, channel: 'AA', startFrame, frames, comments: namesOf(file) };
  });
}

/** The clip is called like its file, which is how programs find that. */
const namesOf = ({ name }: MediaFile) => [`FROM CLIP NAME: ${name}`, `SOURCE FILE: ${name}`];

function edl({ title, profile }: FilmTimeline, events: Event[]): string {
  const timecode = (frames: number) => timecodeOf(frames, profile.fps);
  const recordStart = RECORD_START_SEC * profile.fps;
  const lines = events.flatMap(({ file, channel, startFrame, frames, comments }, index) => {
    const times = [0, frames, recordStart + startFrame, recordStart + startFrame + frames].map(timecode);
    const number = String(index + 1).padStart(3, '0');
    return [
      `${number}  ${file.reel.padEnd(8)} ${channel.padEnd(5)} C        ${times.join(' ')}`,
      ...comments.map((comment) => `* ${oneLine(comment, MOST_COMMENT)}`),
    ];
  });
  return [`TITLE: ${oneLine(title, MOST_TITLE)}`, 'FCM: NON-DROP FRAME', '', ...lines, ''].join('\r\n');
}

function timecodeOf(frames: number, fps: number): string {
  const seconds = Math.floor(frames / fps);
  return [seconds / 3600, (seconds / 60) % 60, seconds % 60, frames % fps]
    .map((part) => String(Math.floor(part)).padStart(2, '0'))
    .join(':');
}
