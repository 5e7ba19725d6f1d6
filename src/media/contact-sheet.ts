import { createCanvas, ImageData, type SKRSContext2D } from '@napi-rs/canvas';
import { writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { measureAt } from './captions.js';
import { drawLabel } from './cards.js';
import { pictureArguments } from './ffmpeg-commands.js';
import { type MediaTools, ToolProcess, writeWhole } from './ffmpeg.js';
import { drawable, font } from './fonts.js';
import { MediaFailure } from './media-failure.js';
import { type SheetLayout, sheetLayout } from './sheet-layout.js';
import { fit } from './text-layout.js';
import { type SheetPlan } from './timeline.js';

/** All shots of a finished film on one picture, with their times. Runs in a render process. */

const QUALITY = 88;
const TIMEOUT_MS = 60_000;
const PAPER = '#15151c';
const INK = '#f2efe6';
const PALE_INK = '#a9a69c';

export async function writeSheet(plan: SheetPlan, out: string, tools: MediaTools, signal: AbortSignal): Promise<void> {
  const layout = sheetLayout(plan.pictures.length, plan.profile);
  const canvas = createCanvas(layout.width, layout.height);
  const context = canvas.getContext('2d');
  context.fillStyle = PAPER;
  context.fillRect(0, 0, layout.width, layout.height);
  drawHead(context, plan, layout);
  for (const [index, { frame, caption }] of plan.pictures.entries()) {
    const { x, y } = layout.placeOf(index);
    context.putImageData(await pictureAt(plan, frame, layout, tools, signal), x, y);
    drawCaption(context, caption, { x, y: y + layout.picture.height }, layout);
  }
  const jpeg = await canvas.encode('jpeg', QUALITY);
  await writeWhole(out, 'jpg', (part) => writeFile(part, jpeg));
}

async function pictureAt(
  { film, profile }: SheetPlan,
  frame: number,
  { picture: { width, height } }: SheetLayout,
  tools: MediaTools,
  signal: AbortSignal,
): Promise<ImageData> {
  const args = pictureArguments(film, frame / profile.fps, { width, height });
  const tool = new ToolProcess(tools, 'ffmpeg', args, { signal, timeoutMs: TIMEOUT_MS });
  tool.stdin.end();
  const stdout = buffer(tool.stdout);
  stdout.catch(() => undefined);
  await tool.finished;
  const pixels = await stdout;
  if (pixels.length !== width * height * 4) {
    throw new MediaFailure('RENDER_FAILED', `The film has no frame ${frame}`);
  }
  return new ImageData(new Uint8ClampedArray(pixels), width, height);
}

/** The film's title and what there is of it on the left, the AI label at the right. */
function drawHead(context: SKRSContext2D, { title, note, label }: SheetPlan, layout: SheetLayout): void {
  const { margin, headHeight } = layout;
  const pill = drawLabel(label, { width: layout.width, height: headHeight * LABEL_SHARE, fps: 1 });
  const width = layout.width - margin * 3 - (pill?.canvas.width ?? 0);
  const size = Math.round(headHeight * 0.4);
  const { lines, size: titleSize } = fit(
    drawable(title),
    { width, maxLines: 1, size, smallest: Math.round(size * 0.5) },
    measureAt,
  );
  context.fillStyle = INK;
  context.font = font(titleSize);
  context.fillText(lines[0] ?? '', margin, headHeight * 0.48);
  context.fillStyle = PALE_INK;
  context.font = font(Math.round(headHeight * 0.2), 'regular');
  context.fillText(note, margin, headHeight * 0.78);
  if (pill) {
    context.drawImage(pill.canvas, layout.width - margin - pill.canvas.width, headHeight * 0.16);
  }
}

/** The label is made for a picture of a film; in the head it is as high as in one of so many heads. */
const LABEL_SHARE = 4.5;

function drawCaption(
  context: SKRSContext2D,
  caption: string,
  { x, y }: { x: number; y: number },
  { picture, captionHeight }: SheetLayout,
): void {
  const size = Math.round(captionHeight * 0.58);
  const { lines, size: fitted } = fit(
    drawable(caption),
    { width: picture.width, maxLines: 1, size, smallest: Math.round(size * 0.7) },
    measureAt,
  );
  context.fillStyle = PALE_INK;
  context.font = font(fitted, 'regular');
  context.fillText(lines[0] ?? '', x, y + captionHeight * 0.72);
}
