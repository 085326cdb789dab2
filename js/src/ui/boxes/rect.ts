// Rectangles in pixels of a frame, (0, 0) at its upper left corner: how they are drawn and changed.
import type { Rectangle } from "../../sync/preview_messages.ts";
import type { Point } from "../pointer.ts";
import type { Size } from "../viewport.ts";

export type { Rectangle };

/** The edges and corners that a rectangle is pulled by: -1 left or top, 0 neither, 1 right or bottom. */
export const HANDLES = [
  [-1, -1],
  [0, -1],
  [1, -1],
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
  [-1, 0],
] as const;

export const HANDLE_NAMES = [
  "top left corner",
  "top edge",
  "top right corner",
  "right edge",
  "bottom right corner",
  "bottom edge",
  "bottom left corner",
  "left edge",
] as const;

/** The whole pixels between two points, inside the image; null where there are none. */
export function between([ax, ay]: Point, [bx, by]: Point, image: Size): Rectangle | null {
  const left = clamp(Math.floor(Math.min(ax, bx)), image.width);
  const top = clamp(Math.floor(Math.min(ay, by)), image.height);
  const right = clamp(Math.ceil(Math.max(ax, bx)), image.width);
  const bottom = clamp(Math.ceil(Math.max(ay, by)), image.height);
  if (right <= left || bottom <= top) return null;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Moved by whole pixels, and kept inside the image. */
export function moved(rect: Rectangle, [dx, dy]: Point, image: Size): Rectangle {
  return {
    ...rect,
    x: clamp(rect.x + Math.round(dx), image.width - rect.width),
    y: clamp(rect.y + Math.round(dy), image.height - rect.height),
  };
}

/** One edge, or the two of a corner, moved by whole pixels: never past the other, nor outside. */
export function pulled(rect: Rectangle, handle: number, [dx, dy]: Point, image: Size): Rectangle {
  const [sideX, sideY] = HANDLES[handle] ?? [0, 0];
  const [x, width] = side(rect.x, rect.width, sideX, Math.round(dx), image.width);
  const [y, height] = side(rect.y, rect.height, sideY, Math.round(dy), image.height);
  return { x, y, width, height };
}

/** Where a handle is. */
export function handleAt({ x, y, width, height }: Rectangle, handle: number): Point {
  const [sideX, sideY] = HANDLES[handle] ?? [0, 0];
  return [x + (width * (sideX + 1)) / 2, y + (height * (sideY + 1)) / 2];
}

/** A first box for those who do not draw: a band across the top. */
export function band(image: Size): Rectangle {
  return { x: 0, y: 0, width: image.width, height: Math.max(1, Math.round(image.height / 12)) };
}

export function said({ x, y, width, height }: Rectangle): string {
  return `${width} × ${height} pixels at column ${x}, row ${y}`;
}

function side(start: number, length: number, which: number, by: number, most: number) {
  if (which === 0) return [start, length] as const;
  if (which < 0) {
    const first = Math.min(Math.max(start + by, 0), start + length - 1);
    return [first, start + length - first] as const;
  }
  return [start, Math.min(Math.max(length + by, 1), most - start)] as const;
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, 0), Math.max(most, 0));
}
