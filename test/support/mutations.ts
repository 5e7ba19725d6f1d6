import { Random } from '../../src/common/random.js';

type Mutation = (bytes: Buffer, random: Random) => Buffer;

const someBytes = (length: number, random: Random) => Buffer.from(Array.from({ length }, () => random.int(0, 255)));

/** What goes wrong with files: on the way, on a disk, or by somebody's will. The head is hit as often as all the rest. */
const MUTATIONS: Mutation[] = [
  function flipBits(bytes, random) {
    for (let count = random.int(1, 40); count > 0; count--) {
      const place = placeIn(bytes, random);
      bytes[place] = (bytes[place] ?? 0) ^ (1 << random.int(0, 7));
    }
    return bytes;
  },
  function extremeNumber(bytes, random) {
    const place = Math.min(placeIn(bytes, random), bytes.length - 4);
    bytes.writeUInt32BE(random.pick([0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffff0]), Math.max(0, place));
    return bytes;
  },
  function cutOff(bytes, random) {
    return bytes.subarray(0, random.int(1, bytes.length));
  },
  function takeOut(bytes, random) {
    const place = placeIn(bytes, random);
    return Buffer.concat([bytes.subarray(0, place), bytes.subarray(place + random.int(1, 5000))]);
  },
  function putIn(bytes, random) {
    const place = placeIn(bytes, random);
    return Buffer.concat([bytes.subarray(0, place), someBytes(random.int(1, 5000), random), bytes.subarray(place)]);
  },
  function repeat(bytes, random) {
    const place = placeIn(bytes, random);
    const part = bytes.subarray(place, place + random.int(1, 20_000));
    return Buffer.concat([bytes.subarray(0, place), part, part, part, bytes.subarray(place)]);
  },
  function blank(bytes, random) {
    const place = placeIn(bytes, random);
    return bytes.fill(random.pick([0, 255]), place, Math.min(bytes.length, place + random.int(1, 5000)));
  },
];

function placeIn(bytes: Buffer, random: Random): number {
  const end = random.chance(0.5) ? Math.min(300, bytes.length) : bytes.length;
  return random.int(0, end - 1);
}

/** A file gone wrong once or a few times; the same seed gives the same one. */
export function mutated(file: Buffer, seed: string): Buffer {
  const random = new Random(seed);
  let bytes: Buffer = Buffer.from(file);
  for (let count = random.int(1, 3); count > 0 && bytes.length > 8; count--) {
    bytes = random.pick(MUTATIONS)(bytes, random);
  }
  return bytes;
}
