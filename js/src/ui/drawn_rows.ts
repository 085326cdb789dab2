// The rows of a virtual list that are in the document: made when they come on screen, taken out
// when they leave it, made anew when what they show has changed.
import { setAttribute } from "./dom.ts";

export interface DrawnRows<R> {
  has(index: number): boolean;
  /** The row that is drawn at `index`, if one is. */
  row(index: number): R | undefined;
  /** Take out the rows outside of [first, stop), or give them up where they are used again. */
  keep(first: number, stop: number): void;
  /** Take out the rows that were given up and not used again. */
  trim(): void;
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

/** `again`: rows hold nothing but what can be seen of them, so that one can become another. */
export function drawnRows<R>(body: HTMLElement, again = false): DrawnRows<R> {
  const drawn = new Map<number, Drawn<R>>();
  let left: HTMLElement[] = [];
  const drop = (index: number) => {
    drawn.get(index)?.el.remove();
    drawn.delete(index);
  };
  return {
    has: (index) => drawn.has(index),
    row: (index) => drawn.get(index)?.row,
    keep(first, stop) {
      for (const [index, { el }] of drawn)
        if (index < first || index >= stop) {
          if (again) left.push(el);
          else el.remove();
          drawn.delete(index);
        }
    },
    trim() {
      for (const el of left) el.remove();
      left = [];
    },
    draw(index, row, state, make) {
      const old = drawn.get(index);
      if (old && old.row === row && old.state === state) return null;
      const used = old?.el ?? left.pop();
      const made = make();
      const el = again && used ? become(used, made) : made;
      if (!used) body.append(el);
      else if (used !== el) used.replaceWith(el);
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

/** Let a node say what another says: a text that changes costs a browser less than a new node. */
function become<N extends Node>(old: N, now: N): N {
  if (old.nodeName !== now.nodeName || old.childNodes.length !== now.childNodes.length) return now;
  if (old instanceof Element && now instanceof Element) {
    // The style is that of where a row lies.
    for (const { name } of [...old.attributes])
      if (name !== "style" && !now.hasAttribute(name)) old.removeAttribute(name);
    for (const { name, value } of now.attributes) setAttribute(old, name, value);
    const nodes = [...now.childNodes];
    for (const [i, child] of [...old.childNodes].entries()) {
      const node = nodes[i];
      if (!node || child.isEqualNode(node)) continue;
      const next = become<Node>(child, node);
      if (next !== child) child.replaceWith(next);
    }
  } else if (old.nodeValue !== now.nodeValue) old.nodeValue = now.nodeValue;
  return old;
}
