import { type Language } from '../../common/vocabulary.js';
import { type SubtitleMode } from '../../jobs/job-input.js';
import {
  type HlsFiles,
  type HlsTrack,
  masterPlaylist,
  streamedSubtitles,
  type StreamedFilm,
  type SubtitleChoice,
  subtitleFile,
  subtitlePlaylist,
  trackPlaylist,
} from '../../media/media.js';
import { type AssetFile } from '../../storage/assets.service.js';
import { mediaLink } from '../../storage/media-links.js';
import { type FilmTimeline } from './film-timeline.js';

/** Keeps a file and says by which key. */
type Save = (file: AssetFile) => Promise<{ key: string; bytes: number }>;

interface Packaged {
  master: string;
  /** What it leads to. */
  parts: { key: string; bytes: number }[];
}

const PLAYLIST = { mime: 'application/vnd.apple.mpegurl', ext: 'm3u8' };
const NAMES: Record<Language, string> = { zh: '中文', en: 'English' };

/**
 * Stores what a film is streamed from. Its playlists name files of ours by their keys, as all stored data do: who reads them
 * is given signed addresses, good for as long as that of the master playlist, which is returned to be stored last.
 */
export async function packageHls(
  { pictures, sound }: HlsFiles,
  {
    timeline,
    subtitles,
  }: { timeline: Pick<FilmTimeline, 'profile' | 'frames' | 'language' | 'captions'>; subtitles: SubtitleMode },
  save: Save,
): Promise<Packaged> {
  const { profile, frames, language, captions } = timeline;
  const parts: Packaged['parts'] = [];
  const kept = async (file: AssetFile): Promise<string> => {
    const { key, bytes } = await save(file);
    parts.push({ key, bytes });
    return mediaLink(key);
  };
  const listed = (text: string) => kept({ ...PLAYLIST, buffer: Buffer.from(text) });
  const track = async (file: HlsTrack, as: { mime: string; ext: string }) =>
    listed(trackPlaylist(file, await kept({ ...as, path: file.path })));

  const variants: StreamedFilm['variants'] = [];
  for (const file of pictures) {
    variants.push({ ...file, track: file, uri: await track(file, { mime: 'video/mp4', ext: 'mp4' }) });
  }
  const soundUri = await track(sound, { mime: 'audio/mp4', ext: 'm4a' });
  const renditions: StreamedFilm['subtitles'] = [];
  for (const [index, { language: read, lines }] of captions.entries()) {
    const vtt = Buffer.from(streamedSubtitles(subtitleFile('vtt', lines, profile)));
    const uri = await listed(
      subtitlePlaylist(frames / profile.fps, await kept({ buffer: vtt, mime: 'text/vtt; charset=utf-8', ext: 'vtt' })),
    );
    renditions.push({ language: read, name: NAMES[read], uri, choice: choiceOf(subtitles, index) });
  }
  const master = masterPlaylist({
    fps: profile.fps,
    variants,
    sound: { language, name: NAMES[language], uri: soundUri, track: sound },
    subtitles: renditions,
  });
  return { master, parts };
}

/** What is in the pictures already is not shown a second time; where none were wanted, they are there for who needs them. */
function choiceOf(subtitles: SubtitleMode, index: number): SubtitleChoice {
  switch (subtitles) {
    case 'burned':
      return 'hidden';
    case 'soft':
      return index === 0 ? 'shown' : 'offered';
    case 'none':
      return 'offered';
  }
}
