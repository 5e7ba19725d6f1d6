import { type HlsSegment, type HlsTrack, type Rung } from './hls-plan.js';

/** The playlists of RFC 8216. We write them ourselves: ffmpeg ends well on a full disk, with an empty one. */

/** From 6 on for an initialisation section without I-frame playlists; 7 is what fragmented MP4 is written with. */
const HEAD = ['#EXTM3U', '#EXT-X-VERSION:7'];

/** One file, played in byte ranges. */
export function trackPlaylist({ initBytes, segments }: Pick<HlsTrack, 'initBytes' | 'segments'>, uri: string): string {
  return playlist([
    ...listHead(segments),
    '#EXT-X-INDEPENDENT-SEGMENTS',
    `#EXT-X-MAP:URI="${uri}",BYTERANGE="${initBytes}@0"`,
    ...segments.flatMap(({ offset, bytes, seconds }) => [
      `#EXTINF:${seconds.toFixed(5)},`,
      `#EXT-X-BYTERANGE:${bytes}@${offset}`,
      uri,
    ]),
    '#EXT-X-ENDLIST',
  ]);
}

/** Subtitles for all of a film in one WebVTT file: a few kilobytes, that no player need be asked for in pieces. */
export function subtitlePlaylist(seconds: number, uri: string): string {
  return playlist([...listHead([{ seconds }]), `#EXTINF:${seconds.toFixed(5)},`, uri, '#EXT-X-ENDLIST']);
}

/** WebVTT whose times are those of the streamed pictures, which begin at zero. */
export function streamedSubtitles(vtt: string): string {
  return vtt.replace(/^WEBVTT\n/, 'WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000\n');
}

function listHead(segments: { seconds: number }[]): string[] {
  const longest = Math.max(1, ...segments.map(({ seconds }) => Math.round(seconds)));
  return [...HEAD, `#EXT-X-TARGETDURATION:${longest}`, '#EXT-X-MEDIA-SEQUENCE:0', '#EXT-X-PLAYLIST-TYPE:VOD'];
}

export interface StreamedVariant extends Rung {
  track: Pick<HlsTrack, 'codec' | 'initBytes' | 'segments'>;
  uri: string;
}

/** Another part of what is streamed, in a language that has a name of its own. */
export interface StreamedRendition {
  language: string;
  name: string;
  uri: string;
}

/** Whether a player shows subtitles unasked, shows them to who wants such, or leaves them until they are chosen. */
export type SubtitleChoice = 'shown' | 'offered' | 'hidden';

export interface StreamedFilm {
  fps: number;
  variants: StreamedVariant[];
  sound: StreamedRendition & { track: StreamedVariant['track'] };
  /** The first is the one that is shown where one is. */
  subtitles: (StreamedRendition & { choice: SubtitleChoice })[];
}

export function masterPlaylist({ fps, variants, sound, subtitles }: StreamedFilm): string {
  const groups = [`AUDIO="sound"`, ...(subtitles.length > 0 ? ['SUBTITLES="subtitles"'] : []), 'CLOSED-CAPTIONS=NONE'];
  return playlist([
    ...[...HEAD, '#EXT-X-INDEPENDENT-SEGMENTS'],
    `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",${named(sound)},DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="${sound.uri}"`,
    ...subtitles.map(
      (each) =>
        `#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="subtitles",${named(each)},${chosen(each.choice)},FORCED=NO,URI="${each.uri}"`,
    ),
    ...variants.flatMap(({ width, height, track, uri }) => {
      const rates = [track, sound.track].map(bandwidthOf);
      const sum = (kind: 'peak' | 'mean') => rates.reduce((total, rate) => total + rate[kind], 0);
      const facts = [
        ...[`BANDWIDTH=${sum('peak')}`, `AVERAGE-BANDWIDTH=${sum('mean')}`],
        ...[`CODECS="${track.codec},${sound.track.codec}"`, `RESOLUTION=${width}x${height}`],
        ...[`FRAME-RATE=${fps.toFixed(3)}`, ...groups],
      ];
      return [`#EXT-X-STREAM-INF:${facts.join(',')}`, uri];
    }),
  ]);
}

const named = ({ language, name }: StreamedRendition) => `NAME="${name}",LANGUAGE="${language}"`;

/** Subtitles that are in the pictures already would be read twice: nobody gets them who does not ask. */
function chosen(choice: SubtitleChoice): string {
  const flag = (is: boolean) => (is ? 'YES' : 'NO');
  return `DEFAULT=${flag(choice === 'shown')},AUTOSELECT=${flag(choice !== 'hidden')}`;
}

/**
 * Bits per second of a track, measured: over all of it, and the most of any stretch that is half to one and a half times as
 * long as the longest segment (RFC 8216 §4.1).
 */
export function bandwidthOf({ segments }: Pick<HlsTrack, 'segments'>): { peak: number; mean: number } {
  const target = Math.max(...segments.map(({ seconds }) => seconds));
  const rates = segments.flatMap((_, start) => {
    const found: number[] = [];
    let [bits, seconds] = [0, 0];
    for (const segment of segments.slice(start)) {
      bits += segment.bytes * 8;
      seconds += segment.seconds;
      if (seconds > target * 1.5) {
        break;
      }
      if (seconds >= target / 2) {
        found.push(bits / seconds);
      }
    }
    return found;
  });
  return { peak: Math.ceil(Math.max(...rates)), mean: Math.ceil(rateOf(segments)) };
}

function rateOf(segments: HlsSegment[]): number {
  const sum = (field: 'bytes' | 'seconds') => segments.reduce((total, segment) => total + segment[field], 0);
  return (sum('bytes') * 8) / sum('seconds');
}

function playlist(lines: string[]): string {
  return `${lines.join('\n')}\n`;
}
