// Which parts of a frame too large to be kept whole are on screen. Pure; in pixels of the frame.

import type { Region } from "./store.ts";

/** Pixels of a tile's picture, across and down. */
export const TILE = 512;

/** How many pixels of the frame one of the picture stands for at `scale` screen pixels a pixel. */
export function levelOf(scale: number): number {
  return Math.max(1, 2 ** Math.floor(Math.log2(1 / scale)));
}

/** The tiles of a level that `view` touches, those in its middle first. */
export function tilesOf(
  [x0, y0, x1, y1]: Region,
  level: number,
  { columns, rows }: { columns: number; rows: number },
): Region[] {
  const side = TILE * level;
  const first = (from: number) => Math.max(0, Math.floor(from / side)) * side;
  const list: Region[] = [];
  for (let y = first(y0); y < Math.min(y1, rows); y += side)
    for (let x = first(x0); x < Math.min(x1, columns); x += side)
      list.push([x, y, Math.min(x + side, columns), Math.min(y + side, rows)]);
  const away = ([left, top, right, bottom]: Region) =>
    Math.hypot(left + right - x0 - x1, top + bottom - y0 - y1);
  return list.sort((a, b) => away(a) - away(b));
}
