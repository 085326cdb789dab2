// Frames by their places in the dimensions of a series. Pure.
import type { Dimensions } from "../sync/messages.ts";

export interface Found {
  index: number;
  /** The dimensions in which it lies elsewhere than asked for. */
  missed: number[];
}

/** How far apart two places are: 0 where they are the same. */
export function distance(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, k) => sum + Math.abs(value - (b[k] ?? 0)), 0);
}

export class Grid {
  readonly #indices = new Map<string, number>();

  constructor(readonly dimensions: Dimensions) {
    for (const [index, place] of dimensions.places.entries())
      this.#indices.set(place.join(), index);
  }

  /** The frame at a place, or the nearest one that keeps its value along `axis`. */
  find(place: readonly number[], axis: number): Found {
    const exact = this.#indices.get(place.join());
    if (exact !== undefined) return { index: exact, missed: [] };
    let [best, least] = [0, Number.POSITIVE_INFINITY];
    for (const [index, other] of this.dimensions.places.entries()) {
      if (other[axis] !== place[axis]) continue;
      const away = distance(other, place);
      if (away < least) [best, least] = [index, away];
    }
    const there = this.dimensions.places[best] ?? [];
    const missed = place.flatMap((value, k) => (there[k] === value ? [] : [k]));
    return { index: best, missed };
  }

  /** A value with its unit. */
  text(axis: number, value: number): string {
    const { unit = "", values = [] } = this.dimensions.axes[axis] ?? {};
    return [values[value] ?? "", unit].filter(Boolean).join(" ");
  }

  /** What there is not, in words. */
  missing(place: readonly number[], missed: readonly number[]): string {
    if (missed.length === 0) return "";
    const named = (k: number, value: number) =>
      `${this.dimensions.axes[k]?.name} ${this.text(k, value)}`;
    return `No frame at ${place.map((value, k) => named(k, value)).join(", ")}: the nearest is shown.`;
  }
}
