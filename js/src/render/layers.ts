// Draws ready pictures of a frame, or of its parts, where the frame lies on the canvas.
import { type Turn, turnPoint } from "../display/turn.ts";

/** A picture of part of a frame: (x0, y0, x1, y1) in pixels of the frame. */
export interface Layer {
  image: CanvasImageSource;
  region: readonly [number, number, number, number];
}

/** Where the whole image lies, in device pixels. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Device pixels a pixel from which on pixels are shown as squares. */
export const SQUARES_FROM = 6;

const UNIT = { columns: 1, rows: 1 };

/** Lowest first; `columns` and `rows` are those of the file's frame. */
export function drawLayers(
  context: CanvasRenderingContext2D,
  layers: readonly Layer[],
  { columns, rows }: { columns: number; rows: number },
  { x, y, width, height }: Box,
  turn: Turn,
  squaresFrom = SQUARES_FROM,
): void {
  const [wide, high] = turn.rotation % 180 === 0 ? [columns, rows] : [rows, columns];
  const scale = Math.min(width / wide, height / high);
  context.imageSmoothingEnabled = scale < squaresFrom && scale !== 1;
  context.imageSmoothingQuality = scale < 1 ? "high" : "low";
  // The frame is drawn over a unit square; where its corners go says how that is stretched.
  const at = (column: number, row: number) => turnPoint([column, row], UNIT, turn);
  const [[left, top], [a, b], [c, d]] = [at(0, 0), at(1, 0), at(0, 1)];
  const across = [(a - left) * width, (b - top) * height] as const;
  const down = [(c - left) * width, (d - top) * height] as const;
  context.setTransform(...across, ...down, x + left * width, y + top * height);
  for (const { image, region } of layers) {
    const [x0, y0, x1, y1] = region;
    const part = [x0 / columns, y0 / rows, (x1 - x0) / columns, (y1 - y0) / rows] as const;
    context.drawImage(image, ...part);
  }
  context.resetTransform();
}
