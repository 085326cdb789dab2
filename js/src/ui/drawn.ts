// A frame as it lies on the screen: points of the one and of the other.
import { turnPoint, unturnPoint } from "../display/turn.ts";
import type { Point } from "./pointer.ts";
import type { Turned } from "./turning.ts";
import { imagePoint, type Placement, type Size, screenPoint } from "./viewport.ts";

export interface Drawn {
  readonly frame: Turned;
  readonly at: Placement;
  /** Of the screen, in device pixels. */
  readonly area: Size;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
}

/** Where a point of the file's frame is on the screen, in CSS pixels. */
export function toScreen(drawn: Drawn, point: readonly [number, number]): Point {
  const { from, turn, picture } = drawn.frame;
  const [x, y] = screenPoint(drawn.at, picture, turnPoint(point, from.info, turn));
  return [x / drawn.ratio, y / drawn.ratio];
}

/** The point of the file's frame at (x, y) of the screen, also outside the image. */
export function toImage(drawn: Drawn, x: number, y: number): Point {
  const { from, turn } = drawn.frame;
  return unturnPoint(toTurned(drawn, [x, y]), from.info, turn);
}

/** The same in the frame as it is turned. */
export function toTurned({ frame, at, ratio }: Drawn, [x, y]: Point): Point {
  return imagePoint(at, frame.picture, x * ratio, y * ratio);
}
