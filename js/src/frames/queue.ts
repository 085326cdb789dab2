// Which frames to ask for next. Pure: given what is wanted and what is there, one batch.

import type { GetFramesArgs } from "../sync/messages.ts";

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
}

export interface Batch {
  indices: number[];
  priority: GetFramesArgs["priority"];
}

const MIB = 2 ** 20;
/** How far around the slice shown the user is likely to be in the next half second. */
const REACH = 6;

/** The most urgent batch, or `null` when nothing is missing. */
export function nextBatch(situation: Situation): Batch | null {
  const { count, current, thumbnails, settled, busy } = situation;
  if (count === 0) return null;
  if (!settled(current)) return { indices: [current], priority: "visible" };
  const missing = [...outward(situation)].filter((index) => !settled(index));
  const near = missing.filter((index) => Math.abs(index - current) <= REACH);
  if (near.length > 0)
    return { indices: cut(near, situation, busy ? MIB : 4 * MIB), priority: "interaction" };
  const small = thumbnails.filter((index) => index < count && !settled(index));
  if (small.length > 0) return { indices: cut(small, situation, 4 * MIB), priority: "thumbnail" };
  if (missing.length === 0) return null;
  return { indices: cut(missing, situation, busy ? 2 * MIB : 8 * MIB), priority: "prefetch" };
}

function cut(indices: number[], { bytesPerFrame }: Situation, bytes: number): number[] {
  return indices.slice(0, Math.max(1, Math.floor(bytes / Math.max(1, bytesPerFrame))));
}

/**
 * All frames that fit the budget, nearest first, two ahead for each one behind.
 *
 * One frame less than would fit, so that prefetching never evicts what it has just fetched.
 */
export function* outward(
  situation: Pick<Situation, "count" | "current" | "direction" | "bytesPerFrame" | "budget">,
): Generator<number> {
  const { count, current, direction, bytesPerFrame, budget } = situation;
  const room = Math.max(1, Math.floor(budget / Math.max(1, bytesPerFrame)) - 1);
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
