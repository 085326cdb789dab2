// How fast the link to the kernel is, told from the answers that came over it. Pure.

/** Times in milliseconds of one clock; `kernel` is what the kernel spent on the answer. */
export interface Answered {
  bytes: number;
  sent: number;
  arrived: number;
  kernel: number;
}

/** Fast: raw pixels. Slow: deflated. Thin: a windowed picture first, the exact frame after it. */
export type Pace = "fast" | "slow" | "thin";

/** Bytes a second: above the one, zlib costs more than it gains; below the other, a frame of
 * 512 × 512 takes longer than the eye waits for. */
const FAST = 25e6;
const THIN = 3e6;
/** A smaller answer tells more of the delay than of the rate. */
const TELLING = 192 * 1024;
const REMEMBERED = 4;
/** No answer should keep the link busy for longer, or what becomes urgent waits behind it. */
const PATIENCE_SECONDS = 0.25;
const UNKNOWN_BYTES = 2 ** 20;
/** Large answers tell the rate best, and a link that is not thin carries them soon enough. */
const SLOW_BYTES = 4 * 2 ** 20;
/** A message that costs this much before its first byte is no reason to deflate it. */
const DELAY_MS = 20;

export class Link {
  readonly #answers: { bytes: number; milliseconds: number }[] = [];
  #last = 0;

  /** Take an answer into account. */
  answered({ bytes, sent, arrived, kernel }: Answered): void {
    // Two travel at a time: until the one before was here, the link was its.
    const alone = arrived - Math.max(sent + kernel, this.#last);
    const shared = (arrived - sent - kernel) / 2;
    this.#last = arrived;
    if (bytes < TELLING) return;
    this.#answers.push({ bytes, milliseconds: Math.max(alone, shared, 1) });
    if (this.#answers.length > REMEMBERED) this.#answers.shift();
  }

  /** Bytes a second: the best of the last few, since a busy page or kernel only slows. */
  get rate(): number | null {
    return this.#answers.length > 0 ? this.#best(0) : null;
  }

  get pace(): Pace {
    const { rate } = this;
    if (rate === null || this.#best(DELAY_MS) >= FAST) return "fast";
    return rate > THIN ? "slow" : "thin";
  }

  /** Encodings to ask for, the one preferred first. */
  get accept(): string[] {
    return this.pace === "fast" ? ["raw", "deflate"] : ["deflate", "raw"];
  }

  /** Bytes of pixels that one answer should hold at most. */
  get most(): number {
    const { rate, pace } = this;
    if (rate === null) return UNKNOWN_BYTES;
    return Math.max(rate * PATIENCE_SECONDS, pace === "thin" ? 0 : SLOW_BYTES);
  }

  /** Bytes a second, `delay` milliseconds of each answer being no part of its way. */
  #best(delay: number): number {
    const rates = this.#answers.map(({ bytes, milliseconds }) => {
      return (1000 * bytes) / Math.max(milliseconds - delay, milliseconds / 4);
    });
    return Math.max(...rates);
  }
}
