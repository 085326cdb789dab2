// A frame turned and mirrored for the screen: mirrored left to right first, rotated clockwise then.
// Twin of dicomwidgets/display/turn.py; both are held to tests/golden/turn.json.

import type { FrameGeometry, FrameInfo, Region } from "../sync/messages.ts";
import { patientPosition } from "./geometry.ts";
import type { Pixels } from "./lookup.ts";

export type Rotation = 0 | 90 | 180 | 270;

export interface Turn {
  rotation: Rotation;
  flip: boolean;
}

interface Size {
  columns: number;
  rows: number;
}

type Point = [number, number];

/** Tiles of so many pixels a side keep a quarter turn within the processor's cache. */
const TILE = 64;

export function isTurned({ rotation, flip }: Turn): boolean {
  return rotation !== 0 || flip;
}

/** What a turn does to the axes: whether they are swapped, and which of the two that come of it,
 * across and down, then run backwards. */
function axes({ rotation, flip }: Turn) {
  const quarter = rotation === 90 || rotation === 270;
  return {
    quarter,
    backAcross: rotation === 90 || (rotation === 0 && flip) || (rotation === 180 && !flip),
    backDown: rotation === 180 || (rotation === 90 && flip) || (rotation === 270 && !flip),
  };
}

function turnedSize({ columns, rows }: Size, quarter: boolean): Size {
  return quarter ? { columns: rows, rows: columns } : { columns, rows };
}

/** Where a point of the file's frame lies in the turned one; `size` is that of the file's frame,
 * points are (column, row) with (0, 0) at the top left corner of the first pixel. */
export function turnPoint(point: readonly [number, number], size: Size, turn: Turn): Point {
  const { quarter, backAcross, backDown } = axes(turn);
  const { columns, rows } = turnedSize(size, quarter);
  const [across, down] = quarter ? [point[1], point[0]] : point;
  return [backAcross ? columns - across : across, backDown ? rows - down : down];
}

/** The way back. */
export function unturnPoint(point: readonly [number, number], size: Size, turn: Turn): Point {
  const { quarter, backAcross, backDown } = axes(turn);
  const { columns, rows } = turnedSize(size, quarter);
  const across = backAcross ? columns - point[0] : point[0];
  const down = backDown ? rows - point[1] : point[1];
  return quarter ? [down, across] : [across, down];
}

/** The pixels as they are seen, written over `into` where that fits. */
export function turnPixels<P extends Pixels>(
  pixels: P,
  info: Size & { samples: number },
  turn: Turn,
  into?: Pixels,
): P {
  const { samples } = info;
  const { quarter, backAcross, backDown } = axes(turn);
  const { columns, rows } = turnedSize(info, quarter);
  const across = quarter ? info.columns : 1;
  const down = quarter ? 1 : info.columns;
  const Kind = pixels.constructor as new (length: number) => P;
  const fits = into?.constructor === Kind && into.length === pixels.length;
  const target = fits ? (into as P) : new Kind(pixels.length);
  move(bits(pixels), bits(target), {
    columns,
    rows,
    samples,
    first: (backAcross ? (columns - 1) * across : 0) + (backDown ? (rows - 1) * down : 0),
    across: backAcross ? -across : across,
    down: backDown ? -down : down,
  });
  return target;
}

/** Where the target's first pixel comes from, and how far to go there for its next column, row. */
interface Way extends Size {
  samples: number;
  first: number;
  across: number;
  down: number;
}

type Bits = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** The same bytes as one of few kinds of array: that keeps the loop fast. */
function bits({ buffer, byteOffset, length, BYTES_PER_ELEMENT: size }: Pixels): Bits {
  if (size === 1) return new Uint8Array(buffer, byteOffset, length);
  if (size === 2) return new Uint16Array(buffer, byteOffset, length);
  if (size === 4) return new Uint32Array(buffer, byteOffset, length);
  return new Float64Array(buffer, byteOffset, length);
}

function move(from: Bits, to: Bits, { columns, rows, samples, first, across, down }: Way): void {
  for (let top = 0; top < rows; top += TILE) {
    const bottom = Math.min(top + TILE, rows);
    for (let left = 0; left < columns; left += TILE) {
      const right = Math.min(left + TILE, columns);
      for (let y = top; y < bottom; y++) {
        let read = (first + y * down + left * across) * samples;
        let write = (y * columns + left) * samples;
        for (let x = left; x < right; x++, read += across * samples, write += samples) {
          for (let k = 0; k < samples; k++) to[write + k] = from[read + k] as number;
        }
      }
    }
  }
}

/** The description of the turned frame: its position is that of the new top left pixel's centre. */
export function turnInfo(info: FrameInfo, turn: Turn): FrameInfo {
  if (!isTurned(turn)) return info;
  const size = turnedSize(info, axes(turn).quarter);
  return { ...info, ...size, geometry: turnGeometry(info.geometry, info, turn) };
}

function turnGeometry(geometry: FrameGeometry, size: Size, turn: Turn): FrameGeometry {
  const { quarter, backAcross, backDown } = axes(turn);
  const { orientation, spacing, letters, aspect } = geometry;
  const [column, row] = unturnPoint([0.5, 0.5], size, turn);
  const here = column === 0.5 && row === 0.5;
  // From 0, or a zero would become a negative one.
  const negated = (axis: number[]) => axis.map((value) => 0 - value);
  const reversed = (axis: string[]) => [...axis].reverse();
  const turned = <T>(ends: readonly T[], length: number, back: (axis: T[]) => T[]): T[] => {
    const pair: [T[], T[]] = [ends.slice(0, length), ends.slice(length)];
    const [across, down] = quarter ? [pair[1], pair[0]] : pair;
    return [...(backAcross ? back(across) : across), ...(backDown ? back(down) : down)];
  };
  return {
    ...geometry,
    position: here ? geometry.position : patientPosition(geometry, column - 0.5, row - 0.5),
    orientation: orientation && (turned(orientation, 3, negated) as typeof orientation),
    spacing: spacing && quarter ? [spacing[1], spacing[0]] : spacing,
    aspect: quarter ? 1 / aspect : aspect,
    letters: letters && (turned(letters, 2, reversed) as typeof letters),
    regions: geometry.regions.map((region) => turnRegion(region, size, turn)),
  };
}

function turnRegion({ x0, y0, x1, y1, spacing }: Region, size: Size, turn: Turn): Region {
  const one = turnPoint([x0, y0], size, turn);
  const other = turnPoint([x1, y1], size, turn);
  return {
    x0: Math.min(one[0], other[0]),
    y0: Math.min(one[1], other[1]),
    x1: Math.max(one[0], other[0]),
    y1: Math.max(one[1], other[1]),
    spacing: axes(turn).quarter ? [spacing[1], spacing[0]] : spacing,
  };
}
