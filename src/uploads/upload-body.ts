import { open } from 'node:fs/promises';
// For the type of `request.parts`.
import '@fastify/multipart';
import { type FastifyRequest } from 'fastify';
import { AppError } from '../common/errors.js';
import { withFirstBytes } from '../common/save-response.js';
import { storageError } from '../common/storage-error.js';
import { Measure } from '../storage/measure.js';
import { type SpaceClaim } from './disk-space.js';
import { tooLarge } from './upload-errors.js';
import { FIRST_BYTES, MAX_BYTES, type UploadType, typeOf } from './accepted-files.js';

/** A file as it was sent, on this machine. */
export interface ReceivedFile {
  field: string;
  filename: string;
  type: UploadType;
  bytes: number;
  /** Of the bytes that were sent; a picture is stored in others. */
  sha256: string;
}

const FIELDS = ['file', 'image'];

/** One file and nothing else; one part more than that, so that it can be named. */
const LIMITS = {
  parts: 2,
  files: 2,
  fields: 1,
  fileSize: Infinity,
  fieldNameSize: 100,
  fieldSize: 1000,
  headerPairs: 20,
};
const MOST_BYTES = Math.max(...Object.values(MAX_BYTES));
/** What the form around the file may take. */
const FORM_BYTES = 16 * 1024;
/** Others write to the disk too, and a body may not say how long it is: so space is required again and again. */
export const SPACE_CHECK_BYTES = 16 * 1024 ** 2;
const OVER_LIMIT = ['FST_PARTS_LIMIT', 'FST_FILES_LIMIT', 'FST_FIELDS_LIMIT'];
/** The parser's errors have no code. */
const BAD_FORM = /multipart|boundary|needle/i;

/** How long a body says it is, if it does; one that can hold no file that is allowed is refused by that alone. */
export function declaredBytes({ headers }: FastifyRequest): number | null {
  const length = headers['content-length'];
  if (Number(length) > MOST_BYTES + FORM_BYTES) {
    throw tooLarge(MOST_BYTES);
  }
  return length === undefined ? null : Number(length);
}

/** Writes the one file of a form to `path` while it comes in, never more of it than is allowed for what it is. */
export async function receiveFile(request: FastifyRequest, path: string, space: SpaceClaim): Promise<ReceivedFile> {
  // Of a connection that has closed by now the parser would never hear anything, nor end.
  if (request.raw.destroyed) {
    throw new AppError('INVALID_PARAMS.cut_off');
  }
  try {
    return await readForm(request, path, space);
  } catch (error) {
    throw asAnswer(error);
  }
}

async function readForm(request: FastifyRequest, path: string, space: SpaceClaim): Promise<ReceivedFile> {
  let received: ReceivedFile | null = null;
  for await (const part of request.parts({ limits: LIMITS })) {
    const field = part.fieldname;
    if (!FIELDS.includes(field)) {
      throw AppError.invalid({ field, rule: 'unknown_field' });
    }
    if (part.type === 'field') {
      throw AppError.invalid({ field, rule: 'isFile' });
    }
    if (received) {
      throw AppError.invalid({ field, rule: 'maxFiles' });
    }
    received = { field, filename: part.filename ?? '', ...(await writeTo(path, part.file, space)) };
  }
  if (!received) {
    throw AppError.invalid({ field: 'file', rule: 'required' });
  }
  return received;
}

async function writeTo(
  path: string,
  file: AsyncIterable<Buffer>,
  space: SpaceClaim,
): Promise<Omit<ReceivedFile, 'field' | 'filename'>> {
  const measure = new Measure();
  let type: UploadType | null = null;
  let checkedBytes = 0;
  const out = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of measure.through(withFirstBytes(file, FIRST_BYTES))) {
      type ??= await requireType(chunk);
      if (measure.bytes > MAX_BYTES[type.kind]) {
        throw tooLarge(MAX_BYTES[type.kind]);
      }
      await out.writeFile(chunk);
      if (measure.bytes - checkedBytes > SPACE_CHECK_BYTES) {
        space.wrote(measure.bytes - checkedBytes);
        await space.require(SPACE_CHECK_BYTES);
        checkedBytes = measure.bytes;
      }
    }
  } finally {
    await out.close();
  }
  space.wrote(measure.bytes - checkedBytes);
  // There was a chunk, if only an empty one.
  return { type: type ?? (await requireType(Buffer.alloc(0))), ...measure.result() };
}

async function requireType(firstBytes: Buffer): Promise<UploadType> {
  const type = await typeOf(firstBytes);
  if (type === null) {
    throw new AppError('UNSUPPORTED_FILE_TYPE');
  }
  return type;
}

/** What multipart itself refuses is a bad request; what is neither that nor of the disk is a fault of ours. */
function asAnswer(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) {
    return error;
  }
  if ('syscall' in error) {
    return storageError(error);
  }
  const { code = '' } = error as { code?: string };
  if (OVER_LIMIT.includes(code)) {
    return AppError.invalid({ field: 'body', rule: 'maxFiles' });
  }
  return code.startsWith('FST_') || BAD_FORM.test(error.message)
    ? AppError.invalid({ field: 'body', rule: 'isMultipart' })
    : error;
}
