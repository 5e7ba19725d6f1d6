import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { XmlDocument, type XmlElement } from 'libxml2-wasm';
import { filmOf } from '../support/film-facts.js';
import { LoggedFfmpeg } from '../support/logged-ffmpeg.js';
import { TestApp, type TestUser } from '../support/test-app.js';

const run = promisify(execFile);
const MINUTES = 60_000;
const WISH = {
  prompt: '两个老朋友在江边重逢',
  max_shots: 2,
  duration_sec: 6,
  options: { preview: true },
};
const FORMATS = ['fcpxml', 'edl', 'otio', 'capcut'] as const;

describe('a finished film for editing programs', () => {
  let app: TestApp;
  let user: TestUser;
  let ffmpeg: LoggedFfmpeg;
  let directory: string;
  let film: any;
  let frames: number;
  /** What ffmpeg was called for by the film, and by its export. */
  let made: string[];
  let calls: string[];
  let exported: any;
  const files = new Map<string, { folder: string; bytes: number; told: number }>();

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'jumu-editor-'));
    ffmpeg = await LoggedFfmpeg.create(directory);
    app = await TestApp.start({ FFMPEG_PATH: ffmpeg.path });
    user = await app.newUser();
    film = await app.finished(user, (await user.post('/jobs', WISH)).body.data.id);
    frames = Math.round((await filmOf(user.jumu, film.id)).facts.videoSeconds * 25);
    made = await ffmpeg.taken();
    const { id } = (await user.post(`/jobs/${film.id}/export`, { formats: FORMATS })).body.data;
    exported = await app.finished(user, id);
    calls = await ffmpeg.taken();
    for (const { format, url, size_bytes } of (await user.get(`/jobs/${id}/video`)).body.data.formats) {
      if ((FORMATS as readonly string[]).includes(format)) {
        const bytes = Buffer.from(await (await fetch(new URL(url, app.url))).arrayBuffer());
        files.set(format, { folder: await unzipped(format, bytes), bytes: bytes.length, told: size_bytes });
      }
    }
  }, 12 * MINUTES);

  afterAll(async () => {
    await app.stop();
    await rm(directory, { recursive: true, force: true });
  });

  /** The folder with the project file, by a program that is not ours. */
  async function unzipped(format: string, bytes: Buffer): Promise<string> {
    const [path, folder] = [join(directory, `${format}.zip`), join(directory, format)];
    await writeFile(path, bytes);
    await run('unzip', ['-q', path, '-d', folder]);
    return format === 'otio' ? folder : join(folder, (await readdir(folder))[0] ?? '');
  }

  const probed = async (path: string) => {
    const options = ['-v', 'error', '-count_packets', '-show_entries', 'stream=codec_type,nb_read_packets,duration'];
    const { stdout } = await run('ffprobe', [...options, '-of', 'json', path]);
    return JSON.parse(stdout).streams;
  };

  it('is there in each of the formats', () => {
    expect(exported).toMatchObject({ status: 'completed', error: null, cost_usd: 0 });
    expect([...files.keys()].toSorted()).toEqual(FORMATS.toSorted());
    expect([...files.values()].map(({ bytes }) => bytes)).toEqual([...files.values()].map(({ told }) => told));
  });

  it('was not encoded again for any of them, neither its pictures nor its sound', () => {
    const encodings = (each: string[]) => each.filter((call) => /libx264|rawvideo|-c:v (?!copy)|\baac\b/.test(call));
    expect(encodings(made).length).toBeGreaterThan(3);
    expect(encodings(calls)).toEqual([]);
  });

  it('has as many frames of picture in each package as the film, and sounds as long as it', async () => {
    for (const [format, { folder }] of files) {
      const names = await readdir(join(folder, 'media'));
      let pictures = 0;
      for (const name of names) {
        const [stream, ...others] = await probed(join(folder, 'media', name));
        expect(others).toEqual([]);
        pictures += stream.codec_type === 'video' ? Number(stream.nb_read_packets) : 0;
        expect([name, stream.codec_type === 'video' || Math.abs(stream.duration * 25 - frames) < 0.01]).toEqual([
          name,
          true,
        ]);
      }
      expect([format, pictures]).toEqual([format, frames]);
      const [clips = [], sounds] = ['.mp4', '.wav'].map((end) => names.filter((name) => name.endsWith(end)).toSorted());
      expect(sounds).toEqual(['AMBIENCE_01.wav', 'MUSIC_01.wav', 'SPEECH_01.wav']);
      expect(clips.filter((name) => !/^E01_(TITLE|END|S\d\d_SH\d\d)\.mp4$/.test(name))).toEqual([]);
      expect(clips.length).toBeGreaterThan(2);
    }
  });

  it('says in FCPXML, frame by frame, where each of those files is', async () => {
    const { folder } = files.get('fcpxml') ?? { folder: '' };
    const name = (await readdir(folder)).find((each) => each.endsWith('.fcpxml')) ?? '';
    const document = XmlDocument.fromString(await readFile(join(folder, name), 'utf8'));
    const paths = new Map(
      document
        .find('//asset')
        .map((asset) => [
          (asset as XmlElement).attr('id')?.value,
          (asset.get('media-rep') as XmlElement).attr('src')?.value ?? '',
        ]),
    );
    let end = 0;
    for (const clip of document.find('//spine/asset-clip') as XmlElement[]) {
      const [offset, duration] = ['offset', 'duration'].map((key) =>
        Math.round(parseInt(clip.attr(key)?.value ?? '', 10)),
      );
      const [stream] = await probed(join(folder, paths.get(clip.attr('ref')?.value) ?? ''));
      expect([offset, duration]).toEqual([end, Number(stream.nb_read_packets)]);
      end += duration ?? 0;
    }
    document.dispose();
    expect(end).toBe(frames);
  });

  it('is the same file when it is exported again, which costs no copy', async () => {
    const { id } = (await user.post(`/jobs/${film.id}/export`, { formats: ['edl'] })).body.data;
    const job = await app.finished(user, id);
    const steps = (await user.get(`/jobs/${job.id}/steps?limit=500`)).body.data.items;
    expect(steps.filter(({ cached }: any) => !cached).map(({ item }: any) => item)).toEqual(['film']);
  });
});
