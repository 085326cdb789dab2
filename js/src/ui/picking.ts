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
  /** Where rows are by now, -1 for those that are not shown. */
  locate: (ids: number[]) => Promise<number[]>;
  /** Say something of what is selected. */
  say: (text: string) => void;
  /** What is selected has changed. */
  changed: () => void;
}

export interface Picked extends Picking {
  /** In the order in which they were picked. */
  readonly ids: number[];
  clear(): void;
}

interface Place {
  index: number;
  /** Null while the row is on the way. */
  id: number | null;
}

const count = (n: number) => n.toLocaleString("en-US");

export function picking(
  { traits, ids, locate, say, changed }: Options,
  signal: AbortSignal,
): Picked {
  let picked = new Set(traits.get("selection"));
  /** Where a stretch begins: its row moves when rows are sorted or come. */
  let anchor: Place = { index: 0, id: null };
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
  /** Rows that can't be asked for leave what is selected as it is. */
  const stretch = async (between: () => Promise<[number, number]>) => {
    const mine = ++asked;
    try {
      const [start, stop] = await between();
      const found = await ids(start, Math.min(stop, start + MOST));
      if (mine !== asked || signal.aborted) return;
      set(found);
      if (found.length === MOST && stop - start > MOST)
        say(
          `${count(MOST)} of ${count(stop - start)} selected: no more fit, narrow the rows down.`,
        );
    } catch {}
  };
  const range = async (to: Place): Promise<[number, number]> => {
    const ends = [anchor, to];
    const now = await locate(ends.map(({ id }) => id ?? -1));
    const [from = -1, at = -1] = ends.map(({ index, id }, i) =>
      id === null ? index : (now[i] ?? -1),
    );
    if (at < 0) throw new Error("The row is gone.");
    if (from < 0) anchor = to;
    return [Math.min(from < 0 ? at : from, at), Math.max(from, at) + 1];
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
      const place = { index, id };
      if (how === "all") void stretch(async () => [0, Math.max(index + 1, MOST)]);
      else if (how === "range") void stretch(() => range(place));
      else {
        anchor = place;
        if (id === null) void stretch(async () => [index, index + 1]);
        else if (how === "only") set([id]);
        else set(picked.has(id) ? [...picked].filter((each) => each !== id) : [...picked, id]);
      }
    },
  };
}
