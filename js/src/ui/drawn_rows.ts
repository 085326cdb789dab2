// The rows of a virtual list that are in the document: made when they come on screen, taken out
// when they leave it, made anew when what they show has changed.

export interface DrawnRows<R> {
  has(index: number): boolean;
  /** The row that is drawn at `index`, if one is. */
  row(index: number): R | undefined;
  /** Take out the rows outside of [first, stop). */
  keep(first: number, stop: number): void;
  /** Draw `row`, unless it stands there in this `state`; the element, if it was made now. */
  draw(
    index: number,
    row: R | undefined,
    state: string,
    make: () => HTMLElement,
  ): HTMLElement | null;
  /** Put a row at `y` pixels from the top of the body. */
  put(index: number, y: number): void;
  drop(index: number): void;
  /** Make all anew when they are drawn next. */
  renew(): void;
}

interface Drawn<R> {
  el: HTMLElement;
  row: R | undefined;
  state: string | null;
  y: number;
}

export function drawnRows<R>(body: HTMLElement): DrawnRows<R> {
  const drawn = new Map<number, Drawn<R>>();
  const drop = (index: number) => {
    drawn.get(index)?.el.remove();
    drawn.delete(index);
  };
  return {
    has: (index) => drawn.has(index),
    row: (index) => drawn.get(index)?.row,
    keep(first, stop) {
      for (const index of drawn.keys()) if (index < first || index >= stop) drop(index);
    },
    draw(index, row, state, make) {
      const old = drawn.get(index);
      if (old && old.row === row && old.state === state) return null;
      const el = make();
      if (old) old.el.replaceWith(el);
      else body.append(el);
      drawn.set(index, { el, row, state, y: Number.NaN });
      return el;
    },
    put(index, y) {
      const entry = drawn.get(index);
      if (!entry || entry.y === y) return;
      // Not by a transform: each would be a layer's part of its own, to be put together anew.
      entry.el.style.top = `${y}px`;
      entry.y = y;
    },
    drop,
    renew() {
      for (const entry of drawn.values()) entry.state = null;
    },
  };
}
