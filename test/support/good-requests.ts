import type { Things } from './one-of-everything.js';
import type { TestUser } from './test-app.js';

/** What makes a request good besides the example in the document. */
interface Good {
  path?: string;
  body?: unknown;
}

type MakeGood = (user: TestUser, things: Things) => Good | Promise<Good>;

/** Where the example of an operation is not good for somebody with one of {@link Things}, or something has to be before. */
export const GOOD_REQUESTS: Record<string, MakeGood> = {
  login: async (user) => ({ body: await credentialsOf(user) }),
  refreshSession: async (user) => ({ body: { refresh_token: await newRefreshToken(user) } }),
  logout: () => ({ body: { all: true } }),
  updateMe: () => ({ body: { locale: 'zh' } }),
  resumeJob: async (user, { job }) => {
    await user.post(`/jobs/${job}/pause`, {});
    return {};
  },
  retryJob: async (user, { job }) => {
    await user.post(`/jobs/${job}/cancel`, {});
    return { body: {} };
  },
  planJob: () => ({ body: { changes: [] } }),
  createAnalysis: (_user, { video }) => ({ body: { upload_id: video } }),
  createCharacter: () => ({ body: { name: '陈默' } }),
  reorderScenes: (_user, { scene }) => ({ body: { reorder_map: { [scene]: 0 } } }),
  reorderShots: (_user, { shot }) => ({ body: { reorder_map: { [shot]: 0 } } }),
  updateShot: () => ({ body: { updates: { 'form_data.lighting': '夜景' }, version: 1 } }),
  generateSceneVideo: (_user, { scene }) => ({ body: { scene_id: scene } }),
  suggestForShot: (_user, { shot }) => ({ body: { shot_id: shot, user_input: '推近一点' } }),
  applySuggestion: () => ({ body: {} }),
  getMedia: async (user, things) => ({ path: await mediaPath(user, things) }),
  headMedia: async (user, things) => ({ path: await mediaPath(user, things) }),
};

/** What a good request is refused with all the same: no worker is there, so no job has made anything or waits for a word. */
export const GOOD_BUT_REFUSED: Record<string, string> = {
  getJobVideo: 'RESULT_NOT_READY',
  getJobThumbnail: 'RESULT_NOT_READY',
  getJobQuality: 'RESULT_NOT_READY',
  decideJobModeration: 'INVALID_STATE',
  // Its query names a call, and good requests have none.
  receiveCallback: 'INVALID_PARAMS',
  runJobStage: 'INVALID_STATE',
  // Its job writes scenes.
  planJob: 'INVALID_STATE',
  exportJob: 'INVALID_STATE',
  generateDramaLikeAnalysis: 'RESULT_NOT_READY',
};

async function credentialsOf(user: TestUser): Promise<object> {
  const { email } = (await user.get('/users/me')).body.data;
  return { email, password: 'correct horse battery' };
}

async function newRefreshToken(user: TestUser): Promise<string> {
  return (await user.post('/auth/login', await credentialsOf(user))).body.data.refresh_token;
}

async function mediaPath(user: TestUser, { upload }: Things): Promise<string> {
  const { url } = (await user.get(`/uploads/${upload}`)).body.data;
  return new URL(url, 'http://127.0.0.1').pathname;
}
