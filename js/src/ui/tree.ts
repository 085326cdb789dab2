// Which rows of a nested table are closed.

export interface Tree {
  /** Ids of the closed rows, as they travel with a request for rows. */
  readonly closed: number[];
  has(id: number): boolean;
  /** Close or open a row; true when that changed anything. */
  set(id: number, closed: boolean): boolean;
  clear(): void;
}

/** Everything is open at first. */
export function tree(): Tree {
  const ids = new Set<number>();
  return {
    get closed() {
      return [...ids].sort((a, b) => a - b);
    },
    has: (id) => ids.has(id),
    set(id, closed) {
      if (ids.has(id) === closed) return false;
      if (closed) ids.add(id);
      else ids.delete(id);
      return true;
    },
    clear: () => ids.clear(),
  };
}
