import { v7 } from 'uuid';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A new id; version 7, so that ids sort by the time they were made. */
export function newId(): string {
  return v7();
}

/** Whether PostgreSQL would take the text as an id. */
export function isUuid(text: unknown): text is string {
  return typeof text === 'string' && UUID.test(text);
}
