/** Arithmetic on `#rrggbb` colours. */

export const HEX_COLOUR = /^#[0-9a-fA-F]{6}$/;

function channelsOf(colour: string): number[] {
  if (!HEX_COLOUR.test(colour)) {
    throw new RangeError('A colour is written #rrggbb');
  }
  return [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16));
}

/** From `from` (0) to `to` (1). */
export function mix(from: string, to: string, share: number): string {
  const target = channelsOf(to);
  const mixed = channelsOf(from).map((channel, index) => channel + ((target[index] ?? channel) - channel) * share);
  return '#' + mixed.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('');
}

export const lighter = (colour: string, share: number): string => mix(colour, '#ffffff', share);

export const darker = (colour: string, share: number): string => mix(colour, '#000000', share);

/** How different two colours look, 0 (same) to about 1: channels weighted the way eyes do. */
export function distanceBetween(first: string, second: string): number {
  const [red = 0, green = 0, blue = 0] = channelsOf(first);
  const [otherRed = 0, otherGreen = 0, otherBlue = 0] = channelsOf(second);
  return Math.hypot((red - otherRed) * 0.55, (green - otherGreen) * 0.76, (blue - otherBlue) * 0.34) / 255;
}
