import { createHash } from 'node:crypto';
import stringify from 'safe-stable-stringify';
import { LOCAL } from '../ai/model-registry.js';
import { type Credit, type Result, type Work } from './stage.js';

/** One of several things that a step asks for, each with a call of its own. */
export interface Piece<Made> {
  made: Made;
  credit: Credit;
}

/** What a step has of its pieces while it is not done. */
interface KeptPiece<Made> extends Piece<Made> {
  /** A hash of what was asked for: it may be long, and is stored again with each piece. */
  asked: string;
}

/**
 * Makes one piece after the other. What was paid for is kept: a run that comes after this one, because somebody has to be
 * waited for or the worker has died, makes only what is missing. All is plain JSON.
 */
export async function makePieces<Asked, Made>(
  { step, keep, report }: Pick<Work, 'step' | 'keep' | 'report'>,
  wanted: Asked[],
  make: (asked: Asked) => Promise<Piece<Made>>,
): Promise<Result<Made[]>> {
  const kept = (step.kept ?? []) as KeptPiece<Made>[];
  const hashes = wanted.map(hashOf);
  const found = hashes.map((hash) => kept.find(({ asked }) => asked === hash));
  const pieces: KeptPiece<Made>[] = [];
  for (const [index, asked] of wanted.entries()) {
    const before = found[index];
    const piece = before ?? { ...(await make(asked)), asked: hashes[index] ?? '' };
    pieces.push(piece);
    if (before === undefined && piece.credit.provider !== LOCAL) {
      // With those of an earlier run whose turn is still to come.
      await keep([...pieces, ...found.slice(index + 1).filter((each) => each !== undefined)]);
    }
    report((index + 1) / wanted.length);
  }
  const credits = pieces.map(({ credit }) => credit);
  // One piece that somebody else had to make is enough for the step to say so.
  const credit = credits.find(({ degraded }) => degraded) ?? credits[0];
  return { output: pieces.map(({ made }) => made), credit };
}

/** What all pieces cost together. */
export function sumOf<Asked>(wanted: Asked[], costOf: (asked: Asked) => number): number {
  return wanted.reduce((sum, asked) => sum + costOf(asked), 0);
}

function hashOf(asked: unknown): string {
  return createHash('sha256')
    .update(stringify(asked) ?? '')
    .digest('hex');
}
