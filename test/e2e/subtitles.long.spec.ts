import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { OpenAiCompatibleEmulator } from '../emulators/openai-compatible.emulator.js';
import { newBible, newBoard, newScript } from '../fixtures/story.fixture.js';
import { TestApp, type TestUser } from '../support/test-app.js';

const KEY = 'sk-subtitles-0123456789abcdef';
const run = promisify(execFile);

/** The tracks of a film's subtitles, as ffprobe sees them: language, and 1 where it is on. */
async function tracksIn(film: Buffer): Promise<string[]> {
  const directory = await mkdtemp(join(tmpdir(), 'jumu-tracks-'));
  try {
    await writeFile(join(directory, 'film.mp4'), film);
    const entries = 'stream_tags=language:stream_disposition=default';
    const args = ['-v', 'error', '-select_streams', 's', '-show_entries', entries, '-of', 'csv=p=0'];
    const { stdout } = await run('ffprobe', [...args, join(directory, 'film.mp4')]);
    return stdout.split('\n').filter((row) => row !== '');
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

describe('subtitles', () => {
  let app: TestApp;
  let user: TestUser;
  let openai: OpenAiCompatibleEmulator;

  beforeAll(async () => {
    openai = await OpenAiCompatibleEmulator.start(KEY);
    app = await TestApp.start({
      SCRIPT_PROVIDERS: 'openai',
      OPENAI_API_KEY: KEY,
      OPENAI_BASE_URL: openai.baseUrl,
    });
    user = await app.newUser();
  });

  afterAll(async () => {
    await app.stop();
    await openai.stop();
  });

  const filesOf = async (jobId: string) => {
    const { formats } = (await user.get(`/jobs/${jobId}/video`)).body.data;
    return Promise.all(
      formats.map(async ({ format, language, url, size_bytes: size }: any) => {
        const reply = await app.download(url as string);
        const bytes = Buffer.from(await reply.arrayBuffer());
        expect(bytes).toHaveLength(size as number);
        const type = reply.headers.get('content-type');
        return { name: [language, format].filter(Boolean).join('.'), type, bytes, text: bytes.toString() };
      }),
    );
  };

  it('in two languages are two tracks, of which the first is on, and files; a language model has translated them', async () => {
    const script = newScript();
    const lines = script.scenes.flatMap((scene) => scene.lines);
    const translations = lines.map((_, index) => `译文${index}。`);
    const answers = [newBible(), script, newBoard(), { translations }];
    openai.answers.push(...answers.map((each) => ({ kind: 'text' as const, text: JSON.stringify(each) })));
    const options = { preview: true, music: false, subtitles: 'soft', subtitle_languages: ['en', 'zh'] };
    const order = { title: 'x', episodes: 1, scenes_per_episode: 2, duration_sec: 20, language: 'en', options };
    const ordered = await user.post('/projects/generate-drama', { ...order, prompt: 'They meet.' });
    const jobId = ordered.body.data.job_id as string;
    const job = await app.finished(user, jobId);
    expect(job).toMatchObject({ status: 'completed', degraded: [], options });

    const asked = openai.bodies.at(-1);
    expect(asked?.response_format.json_schema?.name).toBe('translation');
    const files = await filesOf(jobId);
    expect(files.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'mp4 video/mp4',
      'en.srt application/x-subrip',
      'zh.srt application/x-subrip',
      'en.vtt text/vtt; charset=utf-8',
      'zh.vtt text/vtt; charset=utf-8',
      'en.ass text/x-ssa; charset=utf-8',
      'zh.ass text/x-ssa; charset=utf-8',
      'poster image/jpeg',
    ]);
    expect(await tracksIn(files[0]?.bytes as Buffer)).toEqual(['1,eng', '0,chi']);
    for (const { text } of files.filter(({ name }) => name.startsWith('zh.'))) {
      translations.forEach((each) => expect(text).toContain(each));
    }
  });

  it('are as their writer has translated them; what is missing is told', async () => {
    const project = (await user.post('/projects', { title: '手工', language: 'zh' })).body.data;
    const scene = (await user.post(`/projects/${project.id}/scenes`, { title: '街角' })).body.data;
    const dialogue = [
      { character: '林夏', line: '你怎么还没走？', translations: { en: "Why haven't you left?" } },
      { character: '林夏', line: '好的😀𠮷' },
    ];
    const shot = (await user.post(`/scenes/${scene.id}/shots`, { dialogue, duration_sec: 5 })).body.data;
    expect(shot.dialogue[0].translations).toEqual({ en: "Why haven't you left?" });
    const kept = await user.patch(`/shots/${shot.id}`, {
      updates: { dialogue: dialogue.map(({ character, line }) => ({ character, line, emotion: 'happy' })) },
    });
    expect(kept.body.data.dialogue[0]).toMatchObject({ emotion: 'happy', translations: dialogue[0]?.translations });

    // The model fails for good: the offline writer, who comes after it, does not translate.
    const refusal = { kind: 'error' as const, status: 400, body: { error: { message: 'no' } } };
    openai.answers.push(refusal);
    const options = { preview: true, music: false, subtitle_languages: ['zh', 'en'] };
    const ordered = await user.post(`/projects/${project.id}/render`, { options });
    const jobId = ordered.body.data.id as string;
    const job = await app.finished(user, jobId);
    expect(job.status).toBe('completed');
    expect(job.degraded.filter(({ stage }: any) => stage === 'assembly')).toMatchObject([
      { wanted: 'English subtitles', why: expect.stringMatching(/^1 of 2 .*the offline writer does not translate$/) },
      { wanted: '😀 𠮷 in the subtitles', why: expect.stringContaining('𠮷 (U+20BB7) in "好的😀𠮷"') },
    ]);
    const files = await filesOf(jobId);
    expect(await tracksIn(files[0]?.bytes as Buffer)).toEqual([]);
    const told = Object.fromEntries(files.map(({ name, text }) => [name, text]));
    expect(told['zh.srt']).toContain('好的😀𠮷');
    expect(told['en.vtt']?.match(/-->/g)).toHaveLength(1);
    expect(told['en.vtt']).toContain("<v 林夏>Why haven't you left?</v>");
  });
});
