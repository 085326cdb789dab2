// Which frames to ask for next. Pure: given what is wanted and what is there, one batch.

import type { Priority } from "../sync/messages.ts";

export interface Situation {
  count: number;
  /** The frame that should be on screen. */
  current: number;
  /** The last direction of travel: 1 forward, -1 backward. */
  direction: 1 | -1;
  /** Frames somebody wants small copies of. */
  thumbnails: readonly number[];
  /** Present, on its way or known to be impossible. */
  settled(index: number): boolean;
  bytesPerFrame: number;
  /** Bytes that the cache may hold. */
  budget: number;
  /** The user is scrolling just now: answers should stay short. */
  busy: boolean;
  /** Whether windowed pictures go before the frames, or in place of them. */
  pictures: "none" | "first" | "only";
  /** A windowed picture of this frame is to be asked for. */
  unpictured(index: number): boolean;
  /** Bytes that one answer should hold at most. */
  most: number;
}

export interface Batch {
  what: "frames" | "pictures";
  indices: number[];
  priority: Priority;
}

const MIB = 2 ** 20;
/** How far around the slice shown the user is likely to be in the next half second. */
export const REACH = 6;
/** How far pictures reach: looked at with another window, all of them are asked for again. */
const PICTURE_REACH = 32;
const PICTURES_A_MESSAGE = 8;
/** The kernel answers no more of them at once, however small they are. */
const FRAMES_A_MESSAGE = 64;

/** The most urgent batch, or `null` when nothing is missing. */
export function nextBatch(situation: Situation): Batch | null {
  const { count, current, settled, busy, pictures, unpictured } = situation;
  if (count === 0) return null;
  if (unpictured(current)) return { what: "pictures", indices: [current], priority: "visible" };
  // Over a thin link the exact frame follows when the slice rests.
  const waits = pictures === "only" || (pictures === "first" && busy);
  if (!settled(current) && !waits)
    return { what: "frames", indices: [current], priority: "visible" };
  if (pictures !== "none") {
    const near = around(current, PICTURE_REACH, situation).filter(unpictured);
    const indices = near.slice(0, PICTURES_A_MESSAGE);
    if (indices.length > 0) return { what: "pictures", indices, priority: "interaction" };
  }
  return waits ? null : nextFrames(situation);
}

function nextFrames(situation: Situation): Batch | null {
  const { count, current, thumbnails, settled, busy } = situation;
  const batch = (indices: number[], priority: Priority, bytes: number): Batch => ({
    what: "frames",
    indices: cut(indices, situation, bytes),
    priority,
  });
  const missing = [...outward(situation)].filter((index) => !settled(index));
  const near = missing.filter((index) => Math.abs(index - current) <= REACH);
  if (near.length > 0) return batch(near, "interaction", busy ? MIB : 4 * MIB);
  // A thin link stays free for what is asked for next: it is not filled with what may never be.
  if (situation.pictures === "first") return null;
  const small = thumbnails.filter((index) => index < count && !settled(index));
  if (small.length > 0) return batch(small, "thumbnail", 4 * MIB);
  return missing.length > 0 ? batch(missing, "prefetch", busy ? 2 * MIB : 8 * MIB) : null;
}

function cut(indices: number[], { bytesPerFrame, most }: Situation, bytes: number): number[] {
  const room = Math.min(bytes, most);
  const fit = Math.floor(room / Math.max(1, bytesPerFrame));
  return indices.slice(0, Math.min(Math.max(1, fit), FRAMES_A_MESSAGE));
}

/** The frames up to `reach` away, in the order of `outward`. */
function around(
  current: number,
  reach: number,
  { count, direction }: Pick<Situation, "count" | "direction">,
): number[] {
  const budget = 3 * reach + 2;
  const order = [...outward({ count, current, direction, bytesPerFrame: 1, budget })];
  return order.filter((index) => Math.abs(index - current) <= reach);
}

/**
 * All frames that fit the budget, nearest first, two ahead for each one behind.
 *
 * One frame less than would fit, so that prefetching never evicts what it has just fetched; of few
 * as many as fit, and always the one on screen.
 */
export function* outward(
  situation: Pick<Situation, "count" | "current" | "direction" | "bytesPerFrame" | "budget">,
): Generator<number> {
  const { count, current, direction, bytesPerFrame, budget } = situation;
  const fit = Math.floor(budget / Math.max(1, bytesPerFrame));
  const room = fit > FEW ? fit - 1 : Math.max(fit, 1);
  const inside = (index: number) => index >= 0 && index < count;
  let given = 1;
  let ahead = current + direction;
  let behind = current - direction;
  if (inside(current)) yield current;
  while (given < room && (inside(ahead) || inside(behind))) {
    for (let step = 0; step < 2 && given < room && inside(ahead); step++, ahead += direction) {
      yield ahead;
      given++;
    }
    if (given < room && inside(behind)) {
      yield behind;
      behind -= direction;
      given++;
    }
  }
}

/** The frame on screen and one on either side, or two ahead of it. */
const FEW = 3;
