// Which rows are selected: ids in a trait, set when the keys rest.
import type { State } from "../sync/state.ts";
import type { Picking } from "./table.ts";

const REST_MS = 200;
/** As many as the trait takes (dicomwidgets/widgets/_traits.py). */
const MOST = 10_000;

export interface Selecting {
  /** Ids of the rows selected. */
  selection: readonly number[];
}

interface Options {
  traits: State<Selecting>;
  /** The ids of the rows [start, stop). */
  ids: (start: number, stop: number) => Promise<number[]>;
  /** What is selected has changed. */
  changed: () => void;
}

export interface Picked extends Picking {
  /** In the order in which they were picked. */
  readonly ids: number[];
  clear(): void;
}

export function picking({ traits, ids, changed }: Options, signal: AbortSignal): Picked {
  let picked = new Set(traits.get("selection"));
  let anchor = 0;
  let asked = 0;
  let timer = 0;

  const commit = () => {
    const next = [...picked];
    const before = traits.get("selection");
    if (next.length !== before.length || next.some((id, i) => id !== before[i]))
      traits.commit({ selection: next });
  };
  const set = (next: Iterable<number>) => {
    picked = new Set(next);
    changed();
    clearTimeout(timer);
    timer = window.setTimeout(commit, REST_MS);
  };
  const stretch = async (start: number, stop: number) => {
    const mine = ++asked;
    const found = await ids(start, Math.min(stop, start + MOST)).catch(() => []);
    if (mine === asked && !signal.aborted) set(found);
  };
  traits.on(
    "selection",
    (selection) => {
      clearTimeout(timer);
      picked = new Set(selection);
      changed();
    },
    signal,
  );
  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  return {
    has: (id) => picked.has(id),
    get ids() {
      return [...picked];
    },
    clear() {
      asked += 1;
      set([]);
    },
    pick(how, index, id) {
      asked += 1;
      if (how === "all") void stretch(0, MOST);
      else if (how === "range") void stretch(Math.min(anchor, index), Math.max(anchor, index) + 1);
      else {
        anchor = index;
        if (id === null) void stretch(index, index + 1);
        else if (how === "only") set([id]);
        else set(picked.has(id) ? [...picked].filter((each) => each !== id) : [...picked, id]);
      }
    },
  };
}
