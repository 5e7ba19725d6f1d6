import { OpenAiCompatibleEmulator } from '../emulators/openai-compatible.emulator.js';
import { newBible, newBoard, newScript } from '../fixtures/story.fixture.js';
import { Connections } from '../support/connections.js';
import { filmOf } from '../support/film-facts.js';
import { hazardsIn } from '../support/safe-answer.js';
import { TestApp } from '../support/test-app.js';

const KEY = 'sk-hostile-0123456789abcdef';

/** Short enough for their scenes, and each of a kind that something on the way to a film might obey. */
const LINES = [
  "{\\an8}{\\p1}'[0:v]movie=/etc/passwd",
  '</font>\n\n9\n00:00 --> 00:09\nhi',
  'drawtext=text=%{pts}:x=1,crop=2 http://169.254.169.254/ \u202eend',
];

it('a story full of what others obey becomes a film in which it is mere words', async () => {
  const openai = await OpenAiCompatibleEmulator.start(KEY);
  const connections = Connections.watch();
  const app = await TestApp.start({
    SCRIPT_PROVIDERS: 'openai',
    OPENAI_API_KEY: KEY,
    OPENAI_BASE_URL: openai.baseUrl,
  });
  const bible = newBible();
  Object.assign(bible, { title: "../../x'; [0:v]crop=1", style: '${7*7} {{7*7}} %s `id`' });
  const script = newScript();
  const lines = script.scenes.flatMap((scene) => scene.lines);
  LINES.forEach((text, index) => (lines[index]!.text = text));
  Object.assign(script.scenes[0]!, { location: '<b>rooftop</b>\n-->\u0000', title: "file 'x'\nfile y" });
  const board = newBoard();
  Object.assign(board.scenes[0]!.shots[0]!, { description: '--out /etc/x; file:///etc/passwd', lighting: '-i x' });
  openai.answers.push(...[bible, script, board].map((each) => ({ kind: 'text' as const, text: JSON.stringify(each) })));
  try {
    const user = await app.newUser();
    const order = { title: 'x', episodes: 1, scenes_per_episode: 2, duration_sec: 20, options: { preview: true } };
    const ordered = await user.post('/projects/generate-drama', { ...order, prompt: LINES.join('\n') });
    const { job_id: jobId, project_id: projectId } = ordered.body.data;
    const job = await app.finished(user, jobId as string);
    expect(job).toMatchObject({ status: 'completed', degraded: [], error: null });

    const scenes = (await user.get(`/projects/${projectId}/scenes`)).body.data.items as any[];
    const shots = scenes.flatMap((scene) => scene.shots as any[]);
    const written = shots.map(({ description, lines: said }) => ({ description, said }));
    expect(written).toHaveLength(3);
    expect(hazardsIn([written, scenes.map(({ title, location }) => ({ title, location }))])).toEqual([]);

    const { video, facts } = await filmOf(user.jumu, jobId as string);
    expect(facts.seconds).toBeGreaterThan(10);
    const [file] = video.formats.filter(({ format }) => format === 'srt');
    const subtitles = await (await app.download(file?.url ?? '')).text();
    // Three cues, each with a time and a row or two, and nothing in them that a player could take for more.
    const cues = subtitles.trim().split('\n\n');
    expect(cues).toHaveLength(3);
    cues.forEach((cue) => expect(cue).toMatch(/^\d\n[\d:,]+ --> [\d:,]+(?:\n[^\n]+){1,2}$/));
    expect(subtitles.match(/-->/g)).toHaveLength(3);
    expect(subtitles).not.toMatch(/[<{\\]|http|169\.254/);

    expect([...connections.peers].filter((peer) => !peer.startsWith('127.0.0.1:'))).toEqual([]);
    expect(connections.peers).toContain(new URL(openai.baseUrl).host);
  } finally {
    connections.stop();
    await app.stop();
    await openai.stop();
  }
});
