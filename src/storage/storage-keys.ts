import { join } from 'node:path';

const KEY = /^assets\/[0-9a-f]{2}\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.[a-z0-9]{1,8}$/;

/** The key of an asset's file. The folder is the id's end: the beginning of a version 7 id is the time. */
export function assetKey(id: string, extension: string): string {
  const key = `assets/${id.slice(-2)}/${id}.${extension}`;
  if (!isStorageKey(key)) {
    throw new RangeError(`Not an asset: id ${id}, extension ${extension}`);
  }
  return key;
}

/** Whether a text is a key of ours, and so safe as a path below the media folder. */
export function isStorageKey(text: string): boolean {
  return KEY.test(text);
}

/** When the file of a key was made: the beginning of its id says so, on every machine. */
export function madeAt(key: string): Date {
  const [, start = '', end = ''] = /\/([0-9a-f]{8})-([0-9a-f]{4})-[^/]+$/.exec(key) ?? [];
  return new Date(parseInt(start + end, 16));
}

/** Where the file of a key lies below a folder. */
export function storagePath(root: string, key: string): string {
  if (!isStorageKey(key)) {
    throw new RangeError(`Not a storage key: ${key}`);
  }
  return join(root, key);
}
