// Which groups of the tree are closed: single ones, or all of a level but single ones. Pure.
import type { GroupLevel, GroupRow } from "../../sync/browser_messages.ts";
import type { Tree } from "../tree.ts";

export interface Folding extends Tree {
  /** How it travels with a question. */
  readonly asked: { closed: number[]; folded: GroupLevel[]; opened: number[] };
  /** The level down to which all is unfolded. */
  readonly down: GroupLevel;
  /** Learn of which level rows are. */
  learn(rows: readonly GroupRow[]): void;
  /** Unfold all down to `level`, and close what is below. */
  unfold(level: GroupLevel): void;
}

/** From above; those that can be closed to show nothing below `level`. */
const ABOVE: Record<GroupLevel, GroupLevel[]> = {
  patients: ["patients", "studies"],
  studies: ["studies"],
  series: [],
};

export function folding(): Folding {
  let down: GroupLevel = "series";
  const closed = new Set<number>();
  const opened = new Set<number>();
  const levels = new Map<number, GroupLevel>();

  const folded = () => ABOVE[down];
  const isFolded = (id: number) => folded().includes(levels.get(id) ?? "series");
  const has = (id: number) => (isFolded(id) ? !opened.has(id) : closed.has(id));
  const sorted = (ids: Set<number>) => [...ids].sort((a, b) => a - b);
  const unfold = (level: GroupLevel) => {
    down = level;
    closed.clear();
    opened.clear();
  };
  return {
    get closed() {
      return sorted(closed);
    },
    get asked() {
      return { closed: sorted(closed), folded: folded(), opened: sorted(opened) };
    },
    get down() {
      return down;
    },
    has,
    set(id, close) {
      if (has(id) === close) return false;
      const [from, to] = isFolded(id) ? [close, opened] : [!close, closed];
      if (from) to.delete(id);
      else to.add(id);
      return true;
    },
    clear: () => unfold("series"),
    learn(rows) {
      for (const { id, level, children } of rows) if (children > 0) levels.set(id, level);
    },
    unfold,
  };
}
