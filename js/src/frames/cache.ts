// Stored frames kept in the page, within a byte budget; the farthest from the slice shown go first.

import type { FrameInfo } from "../sync/messages.ts";

export interface StoredFrame {
  info: FrameInfo;
  pixels: ArrayBufferView;
}

/** 256 MiB: 512 slices of 512 × 512 at 16 bit. */
export const CACHE_BUDGET = 256 * 2 ** 20;

export class FrameCache<F extends StoredFrame = StoredFrame> {
  budget: number;
  bytes = 0;
  readonly #frames = new Map<number, F>();

  constructor(budget = CACHE_BUDGET) {
    this.budget = budget;
  }

  get size(): number {
    return this.#frames.size;
  }

  has(index: number): boolean {
    return this.#frames.has(index);
  }

  get(index: number): F | undefined {
    return this.#frames.get(index);
  }

  /**
   * Keep `frame`. Over the budget, only those of `nearest` stay: the same order that says what to
   * fetch says what to drop, or fetching and dropping would chase each other.
   */
  put(frame: F, nearest: () => Iterable<number>): void {
    this.#drop(frame.info.index);
    this.#frames.set(frame.info.index, frame);
    this.bytes += frame.pixels.byteLength;
    this.trim(nearest);
  }

  /** Let go of what lies beyond the budget. */
  trim(nearest: () => Iterable<number>): void {
    if (this.bytes <= this.budget) return;
    const kept = new Set(nearest());
    for (const index of [...this.#frames.keys()]) if (!kept.has(index)) this.#drop(index);
  }

  /** The one frame known so far turned out to be number `to`; everything else is forgotten. */
  renumber(from: number, to: number): void {
    const kept = this.#frames.get(from);
    this.clear();
    if (kept) this.put({ ...kept, info: { ...kept.info, index: to } }, () => [to]);
  }

  /** Describe the frames anew; they stay what they are. */
  update(change: (frame: F) => F): void {
    for (const [index, frame] of this.#frames) this.#frames.set(index, change(frame));
  }

  clear(): void {
    this.#frames.clear();
    this.bytes = 0;
  }

  #drop(index: number): void {
    const frame = this.#frames.get(index);
    if (!frame) return;
    this.#frames.delete(index);
    this.bytes -= frame.pixels.byteLength;
  }
}
