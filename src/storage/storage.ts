/** What a file is made from: bytes, or a file to copy. */
export type StorageSource = Buffer | { path: string };

/** What storing a file told about it. */
export interface StoredFile {
  bytes: number;
  sha256: string;
}

/** Where finished files live. Keys are made by `storage-keys.ts`, never from what a user sends. */
export abstract class Storage {
  /** Stores a copy; a file is there whole or not at all. After an abort it may be there: nobody knows it, and it goes. */
  abstract put(key: string, source: StorageSource, mime: string, signal?: AbortSignal): Promise<StoredFile>;

  /** The file of a key on this machine, for reading: it is brought here unless it is here already. */
  abstract pathOf(key: string, signal?: AbortSignal): Promise<string>;

  /** The size of a stored file, or null. */
  abstract stat(key: string): Promise<{ bytes: number } | null>;

  /** Deletes a file; one that is gone already is no error. */
  abstract delete(key: string): Promise<void>;

  /** The keys of files stored before a moment, a page at a time. */
  abstract keysBefore(moment: Date): AsyncIterable<string[]>;

  /** Deletes what unfinished `put`s have left behind before a moment. */
  abstract deleteDrafts(before: Date): Promise<void>;

  /** Whether the files belong to this database: to the first that asks. */
  abstract belongsTo(database: string): Promise<boolean>;

  /** A signed URL that expires. */
  abstract url(key: string): string;

  /** Where a client gets a file without us, for so long; null where it is ours to send. */
  abstract directUrl(key: string, method: 'GET' | 'HEAD', seconds: number): Promise<string | null>;

  /** Throws when files cannot be written now. */
  abstract check(): Promise<void>;
}
