import { type UploadKind } from './upload.entity.js';

/** A stored file that is to be an upload: examined, and in the storage under `key`. */
export interface UploadFile {
  key: string;
  kind: UploadKind;
  mime: string;
  /** Harmless, for showing only. */
  filename: string;
  bytes: number;
  sha256: string;
  width: number | null;
  height: number | null;
  durationSec: number | null;
}

/** The file of a request. It stands in the place of a body. */
export class SentFile {
  /** `sha256` is that of the bytes as they were sent: a picture is stored in others. */
  constructor(
    readonly file: UploadFile,
    private readonly field: string,
    private readonly sha256: string,
  ) {}

  /** What makes it the same request when it is sent again with its Idempotency-Key. */
  toJSON(): object {
    return { field: this.field, sha256: this.sha256 };
  }
}
