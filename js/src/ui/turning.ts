// The frame on screen as it is turned: turned once, however often it is drawn.
import type { Pixels } from "../display/lookup.ts";
import {
  isTurned,
  type Turn,
  turnInfo,
  turnPixels,
  turnPoint,
  unturnPoint,
} from "../display/turn.ts";
import { throughLut } from "../display/window.ts";
import type { Badge, FrameInfo } from "../sync/messages.ts";
import type { Shown } from "./showing.ts";
import type { Picture, Viewport } from "./viewport.ts";

/** A frame as it is drawn. */
export interface Turned {
  /** The frame of the file. */
  readonly from: NonNullable<Shown>;
  readonly turn: Turn;
  /** The turned frame. */
  readonly info: FrameInfo;
  readonly pixels: Pixels | null;
  readonly picture: Picture;
}

/** Turns frames, and remembers the last one. */
export function turning(): (shown: NonNullable<Shown>, now: Turn & { voi_lut?: number }) => Turned {
  let last: Turned | null = null;
  let source: Shown = null;
  let lut = 0;
  let room: Pixels | undefined;
  return (shown, { rotation, flip, voi_lut = 0 }) => {
    const turn = { rotation, flip };
    const same = source === shown && lut === voi_lut;
    if (last && same && last.turn.rotation === rotation && last.turn.flip === flip) return last;
    source = shown;
    lut = voi_lut;
    const display = throughLut(shown.info.display, voi_lut);
    const from =
      display === shown.info.display ? shown : { ...shown, info: { ...shown.info, display } };
    const info = turnInfo(from.info, turn);
    let pixels = from.pixels as Pixels | null;
    if (pixels && isTurned(turn)) pixels = room = turnPixels(pixels, from.info, turn, room);
    else room = undefined;
    last = { from, turn, info, pixels, picture: pictureOf(info, from.info) };
    return last;
  };
}

/** Size and proportions of a turned frame; `from` is the file's. */
export function pictureOf({ rows, columns, geometry }: FrameInfo, from: FrameInfo): Picture {
  const aspect = geometry.aspect || 1;
  // What stands upright in the file keeps its size when it lies on its side.
  const unit = aspect === from.geometry.aspect ? 1 : from.geometry.aspect;
  return { rows, columns, aspect, unit };
}

/** The same look at another frame, or at the frame turned otherwise: what was in the middle of the
 * area, as a share of the image, stays there. */
export function carried(view: Viewport, from: Turned, to: Turned): Viewport {
  const { center, zoom } = view;
  if (!center) return view;
  const [before, after] = [from.from.info, to.from.info];
  const [column, row] = unturnPoint(center, before, from.turn);
  const share: [number, number] = [column / before.columns, row / before.rows];
  const point: [number, number] = [share[0] * after.columns, share[1] * after.rows];
  return { zoom, center: turnPoint(point, after, to.turn) };
}

/** What must not go unnoticed. */
export function turnBadges({ rotation, flip }: Turn): Badge[] {
  const sides = rotation === 180 ? "top and bottom" : "left and right";
  const reason = `The image is mirrored: ${sides} are swapped. The letters follow, the values under the cursor are those of the file.`;
  const badges: Badge[] = [];
  if (flip) badges.push({ text: "FLIPPED", reason, level: "warning" });
  if (rotation !== 0 && !(flip && rotation === 180)) {
    const how = `${flip ? "After that the" : "The"} image is turned by ${rotation}° clockwise.`;
    badges.push({ text: `TURNED ${rotation}°`, reason: how, level: "info" });
  }
  return badges;
}
