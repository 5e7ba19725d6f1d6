import { type Reply, type TestApp, type TestUser } from './test-app.js';

/** One part of a form; one with an empty name is text. */
export interface Part {
  field?: string;
  name?: string;
  type?: string;
}

export type Content = string | Buffer;

/** Sends a form to `POST /uploads`. */
export async function postForm(
  app: TestApp,
  user: TestUser,
  parts: [Content, Part][],
  headers: Record<string, string> = {},
): Promise<Reply> {
  const response = await fetch(`${app.url}/api/v1/uploads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${user.token}`, ...headers },
    body: formOf(parts),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Reply['body'] };
}

export function formOf(parts: [Content, Part][]): FormData {
  const form = new FormData();
  for (const [bytes, { field = 'file', name = 'a.bin', type = 'application/octet-stream' }] of parts) {
    if (name === '') {
      form.append(field, bytes.toString());
    } else {
      form.append(field, new Blob([new Uint8Array(Buffer.from(bytes))], { type }), name);
    }
  }
  return form;
}

/** An error in one line. */
export function errorOf(reply: Reply | undefined): string {
  const fields: { field: string; rule: string }[] | undefined = reply?.body.error?.details.fields;
  return `${reply?.status} ${fields?.map(({ field, rule }) => `${field} ${rule}`).join(', ') ?? reply?.body.error?.code}`;
}
