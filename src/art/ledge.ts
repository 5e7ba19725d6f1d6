import { type TimeOfDay } from '../common/vocabulary.js';
import { mix } from './colour.js';
import { type Box, Drawing, path } from './drawing.js';
import { type SetName, type Weather } from './look.js';
import { isIndoors, paletteOf } from './palette.js';

/** What a thing lies on that is seen close: a table in a room, a stone outdoors. */

export function drawLedge(
  { set, time, weather }: { set: SetName; time: TimeOfDay; weather: Weather },
  { x, y, width, height }: Box,
): string {
  const drawing = new Drawing();
  const { indoors, outdoors } = paletteOf(time, weather);
  const light = isIndoors(set) ? indoors : outdoors;
  const tinted = (colour: string): string => mix(colour, light.tone, light.share);
  const [top, front] = isIndoors(set) ? ['#b07a4c', '#5d3b24'] : ['#a7a49c', '#5b5a58'];
  const surface = drawing.linear([
    [0, tinted(mix(top, '#ffffff', 0.12))],
    [0.25, tinted(top)],
    [1, tinted(front)],
  ]);
  drawing.rect(x, y, width, height, { fill: surface });
  drawing.path(path`M${x} ${y + 2}H${x + width}`, {
    stroke: tinted(mix(top, '#ffffff', 0.45)),
    width: 5,
    opacity: 0.7,
  });
  for (const [part, share] of [
    [0.24, 0.1],
    [0.46, 0.24],
    [0.72, 0.05],
  ] as const) {
    const line = y + height * part;
    drawing.path(
      path`M${x + width * share} ${line}Q${x + width * 0.5} ${line + 9} ${x + width * (share + 0.62)} ${line + 2}`,
      {
        stroke: tinted(front),
        width: 3,
        opacity: 0.35,
      },
    );
  }
  return drawing.document({ x, y, width, height });
}
