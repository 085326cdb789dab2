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

export class Link {
  readonly #rates: number[] = [];
  #last = 0;

  /** Take an answer into account. */
  answered({ bytes, sent, arrived, kernel }: Answered): void {
    // Two travel at a time: until the one before was here, the link was its.
    const alone = arrived - Math.max(sent + kernel, this.#last);
    const shared = (arrived - sent - kernel) / 2;
    this.#last = arrived;
    if (bytes < TELLING) return;
    this.#rates.push((1000 * bytes) / Math.max(alone, shared, 1));
    if (this.#rates.length > REMEMBERED) this.#rates.shift();
  }

  /** Bytes a second: the best of the last few, since a busy page or kernel only slows. */
  get rate(): number | null {
    return this.#rates.length > 0 ? Math.max(...this.#rates) : null;
  }

  get pace(): Pace {
    const rate = this.rate ?? FAST;
    if (rate >= FAST) return "fast";
    return rate > THIN ? "slow" : "thin";
  }

  /** Encodings to ask for, the one preferred first. */
  get accept(): string[] {
    return this.pace === "fast" ? ["raw", "deflate"] : ["deflate", "raw"];
  }

  /** Bytes of pixels that one answer should hold at most. */
  get most(): number {
    return this.rate === null ? UNKNOWN_BYTES : this.rate * PATIENCE_SECONDS;
  }
}
