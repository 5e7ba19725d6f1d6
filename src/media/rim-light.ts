import { type Canvas, createCanvas } from '@napi-rs/canvas';
import { type TimeOfDay } from '../common/vocabulary.js';

/** How bright the edge of a person is: after dark, dark hair would melt into what is behind it. */
const EDGES: Record<TimeOfDay, number> = { dawn: 0.22, day: 0, dusk: 0.42, night: 0.6 };

/** Width of the line in units of the drawing. */
const WIDTH_UNITS = 2.6;

/** Draws a line of light along the upper edges, brighter on the right, where the light of all sets comes from. */
export function lightEdges(canvas: Canvas, time: TimeOfDay, colour: string, pixelsPerUnit: number): void {
  const strength = EDGES[time];
  if (strength === 0) {
    return;
  }
  const width = Math.max(1, WIDTH_UNITS * pixelsPerUnit);
  const context = canvas.getContext('2d');
  const edges = [edgeOf(canvas, colour, -width, width), edgeOf(canvas, colour, width * 0.7, width * 0.7)];
  context.save();
  context.globalCompositeOperation = 'source-atop';
  edges.forEach((edge, index) => {
    context.globalAlpha = strength * (index === 0 ? 1 : 0.45);
    context.drawImage(edge, 0, 0);
  });
  context.restore();
}

/** What of a shape lies outside the same shape moved by so much, in one colour. */
function edgeOf(shape: Canvas, colour: string, dx: number, dy: number): Canvas {
  const edge = createCanvas(shape.width, shape.height);
  const context = edge.getContext('2d');
  context.drawImage(shape, 0, 0);
  context.globalCompositeOperation = 'destination-out';
  context.drawImage(shape, dx, dy);
  context.globalCompositeOperation = 'source-in';
  context.fillStyle = colour;
  context.fillRect(0, 0, edge.width, edge.height);
  return edge;
}
