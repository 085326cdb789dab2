// Which part of a row of cells can be seen. Pure.

export interface Part {
  /** The first cell that can be seen, and how many. */
  first: number;
  count: number;
  /** Where the first one lands in the area. */
  at: number;
}

/** `cells` of size 1 that begin at `start`, seen through an area from 0 to `area`. */
export function visible(start: number, cells: number, area: number): Part {
  const first = Math.max(0, -start);
  const last = Math.min(cells, area - start);
  return { first, count: Math.max(0, last - first), at: start + first };
}

export function isSame(a: Part, b: Part): boolean {
  return a.at === b.at && a.count === b.count;
}
