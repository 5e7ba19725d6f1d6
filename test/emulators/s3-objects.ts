import { createHash, randomUUID } from 'node:crypto';

export interface StoredObject {
  bytes: Buffer;
  etag: string;
  modifiedAt: Date;
  headers: Record<string, string>;
}

interface PartialUpload {
  key: string;
  startedAt: Date;
  headers: Record<string, string>;
  parts: Map<number, { bytes: Buffer; etag: string }>;
}

/** An answer of S3 that is an error. */
export class S3Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
  ) {
    super(code);
  }
}

const LEAST_PART_BYTES = 5 * 1024 ** 2;

/** What is in one bucket, in memory: whole objects and uploads in parts that are not finished. */
export class S3Objects {
  readonly objects = new Map<string, StoredObject>();
  readonly uploads = new Map<string, PartialUpload>();

  put(key: string, bytes: Buffer, headers: Record<string, string>): StoredObject {
    const object = { bytes, etag: quoted(md5(bytes)), modifiedAt: new Date(), headers };
    this.objects.set(key, object);
    return object;
  }

  get(key: string): StoredObject {
    const object = this.objects.get(key);
    if (!object) {
      throw new S3Refusal(404, 'NoSuchKey');
    }
    return object;
  }

  begin(key: string, headers: Record<string, string>): string {
    const id = randomUUID();
    this.uploads.set(id, { key, headers, startedAt: new Date(), parts: new Map() });
    return id;
  }

  addPart(key: string, id: string, number: number, bytes: Buffer): string {
    const etag = quoted(md5(bytes));
    this.upload(key, id).parts.set(number, { bytes, etag });
    return etag;
  }

  /** Joins the parts that are named, each with the tag that it was answered with. */
  complete(key: string, id: string, named: { number: number; etag: string }[]): StoredObject {
    const { parts, headers } = this.upload(key, id);
    const joined = named.map(({ number, etag }, index) => {
      const part = parts.get(number);
      if (part?.etag !== etag) {
        throw new S3Refusal(400, 'InvalidPart');
      }
      if (number <= (named[index - 1]?.number ?? 0)) {
        throw new S3Refusal(400, 'InvalidPartOrder');
      }
      if (part.bytes.length < LEAST_PART_BYTES && index < named.length - 1) {
        throw new S3Refusal(400, 'EntityTooSmall');
      }
      return part.bytes;
    });
    this.uploads.delete(id);
    const object = this.put(key, Buffer.concat(joined), headers);
    // Not the sum of the content any more.
    object.etag = quoted(`${md5(Buffer.from(object.etag))}-${named.length}`);
    return object;
  }

  abort(key: string, id: string): void {
    this.upload(key, id);
    this.uploads.delete(id);
  }

  /** Keys after one, in S3's order. */
  keysAfter(prefix: string, last: string): string[] {
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix) && key > last).sort();
  }

  private upload(key: string, id: string): PartialUpload {
    const upload = this.uploads.get(id);
    if (upload?.key !== key) {
      throw new S3Refusal(404, 'NoSuchUpload');
    }
    return upload;
  }
}

function md5(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex');
}

function quoted(text: string): string {
  return `"${text}"`;
}
