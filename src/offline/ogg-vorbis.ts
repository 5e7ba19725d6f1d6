/**
 * Joins many small Ogg Vorbis files to one stream, so that one decoder run opens them all. The files must come from one
 * encoder setup (the same header packets). Where each file lies in the decoded sound follows from the block sizes in
 * its packets; no decoder is asked.
 */

export interface JoinedVorbis {
  stream: Buffer;
  sampleRate: number;
  /** Where each file lies in the decoded sound, in samples. */
  spans: { start: number; length: number }[];
}

const HEADER_PACKETS = 3;
const MODE_BITS = 41;
const PAGE_SEGMENTS = 200;
const LACING = 255;

export function joinVorbis(files: Buffer[]): JoinedVorbis {
  const writer = new OggWriter();
  const spans: JoinedVorbis['spans'] = [];
  let shared: { headers: Buffer[]; blockOf: (packet: Buffer) => number } | null = null;
  let position = 0;
  let previousBlock = 0;
  for (const file of files) {
    const packets = packetsOf(file);
    const headers = packets.slice(0, HEADER_PACKETS);
    if (!shared) {
      shared = { headers, blockOf: blockReader(headers) };
      headers.forEach((packet) => writer.addPage(packet));
    } else if (!headers[2]?.equals(shared.headers[2] as Buffer)) {
      throw new Error('The Vorbis files come from different encoder setups');
    }
    let start = 0;
    packets.slice(HEADER_PACKETS).forEach((packet, index) => {
      const block = shared?.blockOf(packet) ?? 0;
      position += previousBlock === 0 ? 0 : (previousBlock + block) / 4;
      previousBlock = block;
      writer.add(packet, position);
      // The first packet's output mixes this file with the one before it.
      start = index === 0 ? position : start;
    });
    spans.push({ start, length: position - start });
  }
  const sampleRate = shared?.headers[0]?.readUInt32LE(12) ?? 0;
  return { stream: writer.finish(), sampleRate, spans };
}

function packetsOf(file: Buffer): Buffer[] {
  const packets: Buffer[] = [];
  let parts: Buffer[] = [];
  for (let page = 0; page + 27 <= file.length && file.toString('latin1', page, page + 4) === 'OggS';) {
    const segments = file.subarray(page + 27, page + 27 + (file[page + 26] as number));
    let at = page + 27 + segments.length;
    for (const bytes of segments) {
      parts.push(file.subarray(at, at + bytes));
      at += bytes;
      if (bytes < LACING) {
        packets.push(Buffer.concat(parts));
        parts = [];
      }
    }
    page = at;
  }
  return packets.filter((packet, index) => index < HEADER_PACKETS || isSound(packet));
}

function isSound(packet: Buffer): boolean {
  return packet.length > 0 && ((packet[0] as number) & 1) === 0;
}

/** How to tell the block size of a sound packet: its first bits name a mode, and a mode is of short or long blocks. */
function blockReader(headers: Buffer[]): (packet: Buffer) => number {
  const sizes = headers[0]?.[28] as number;
  const blocks = [1 << (sizes & 15), 1 << (sizes >> 4)];
  const modes = longBlockModes(headers[2] as Buffer);
  const modeBits = Math.ceil(Math.log2(modes.length));
  return (packet) => {
    const mode = ((packet[0] as number) >> 1) & ((1 << modeBits) - 1);
    return blocks[modes[mode] ?? 0] as number;
  };
}

/**
 * The block flags of all modes. They are the last thing in the setup header, so they are read from its end backwards: 41
 * bits each (flag, two 16-bit zeros, mapping), before them their number in 6 bits.
 */
function longBlockModes(setup: Buffer): number[] {
  const bit = (at: number) => ((setup[at >> 3] as number) >> (at & 7)) & 1;
  const number = (at: number, bits: number) =>
    Array.from({ length: bits }, (_, index) => bit(at + index) << index).reduce((sum, value) => sum + value, 0);
  let at = setup.length * 8 - 1;
  while (at > 0 && !bit(at)) {
    at--;
  }
  const flags: number[] = [];
  let modes: number[] = [];
  for (at -= MODE_BITS; at > 6 && number(at + 1, 32) === 0 && flags.length < 64; at -= MODE_BITS) {
    flags.unshift(bit(at));
    modes = number(at - 6, 6) + 1 === flags.length ? [...flags] : modes;
  }
  if (modes.length === 0) {
    throw new Error('The Vorbis setup header names no modes');
  }
  return modes;
}

/** Writes packets into pages of one logical stream. */
class OggWriter {
  private readonly pages: Buffer[] = [];
  private packets: Buffer[] = [];
  private segments: number[] = [];
  private position = 0;

  add(packet: Buffer, position: number): void {
    const lacing = [...Array<number>(Math.floor(packet.length / LACING)).fill(LACING), packet.length % LACING];
    if (this.segments.length + lacing.length > PAGE_SEGMENTS) {
      this.flush(0);
    }
    this.packets.push(packet);
    this.segments.push(...lacing);
    this.position = position;
  }

  /** A page of its own, as headers want it. */
  addPage(packet: Buffer): void {
    this.add(packet, 0);
    this.flush(this.pages.length === 0 ? 2 : 0);
  }

  finish(): Buffer {
    this.flush(4);
    return Buffer.concat(this.pages);
  }

  private flush(flags: number): void {
    const header = Buffer.alloc(27 + this.segments.length);
    header.write('OggS', 0, 'latin1');
    header[5] = flags;
    header.writeBigInt64LE(BigInt(this.position), 6);
    header.writeUInt32LE(1, 14);
    header.writeUInt32LE(this.pages.length, 18);
    header[26] = this.segments.length;
    header.set(this.segments, 27);
    const page = Buffer.concat([header, ...this.packets]);
    page.writeUInt32LE(oggChecksum(page), 22);
    this.pages.push(page);
    this.packets = [];
    this.segments = [];
  }
}

const CHECKSUMS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let step = 0; step < 8; step++) {
    value = (value << 1) ^ (value & 0x80000000 ? 0x04c11db7 : 0);
  }
  return value >>> 0;
});

function oggChecksum(page: Buffer): number {
  let sum = 0;
  for (const byte of page) {
    sum = (sum << 8) ^ (CHECKSUMS[((sum >>> 24) ^ byte) & 255] as number);
  }
  return sum >>> 0;
}
