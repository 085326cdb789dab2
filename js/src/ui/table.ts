// A table of any length as a tree grid: only the rows on screen are in the document, rows are
// asked for by blocks, one row at a time may be unfolded into a detail.
//
//   const rows = table<Row>({ label, columns, fetch, tree, detail }, signal);
//   root.append(rows.el); rows.reload();
//
// Column widths come from CSS: `--dw-table-columns` is the grid template, and a column that gives
// way is hidden by its class `dw-cell-<key>`. Sheets: styles/table.css, table_details.css.

import { h, setAttribute, setFlag } from "./dom.ts";
import { drawnRows } from "./drawn_rows.ts";
import { type Fetch, type Page, rowCache } from "./row_cache.ts";
import { type Sorting, tableHead } from "./table_head.ts";
import {
  indexAt,
  type Layout,
  offsetOf,
  scrollHeight,
  scrollTo,
  windowAt,
} from "./table_layout.ts";
import { list, rowView } from "./table_row.ts";
import type { Tree } from "./tree.ts";

export interface TableRow {
  id: number;
  depth: number;
  /** Rows directly below; left out in a table without disclosure. */
  children?: number;
}

export type Content = string | Node | (string | Node)[];

export interface Column<R> {
  /** Class `dw-cell-<key>`. */
  key: string;
  label: string;
  content: (row: R) => Content;
  /** The whole text where the cell may cut it. */
  title?: (row: R) => string;
  /** This column carries the indentation and the disclosure triangle. */
  outline?: boolean;
  /** What the rows are sorted by when its head is pressed. */
  sort?: string;
  /** Explains a column whose name is not shown. */
  hint?: string;
}

/** How a row was picked: alone, with the others, from the last one picked up to it, with all. */
export type PickHow = "only" | "toggle" | "range" | "all";

export interface Picking {
  has(id: number): boolean;
  /** `index`: with all, that of the last row. */
  pick(how: PickHow, index: number, id: number | null): void;
}

export interface TableOptions<R extends TableRow> {
  label: string;
  columns: Column<R>[];
  /** Whether rows have a column now; what the sheet hides needs no cells. `redraw` when it changes. */
  shows?: (key: string) => boolean;
  fetch: Fetch<R>;
  /** The closed rows; with it rows that have children open and close. */
  tree?: () => Tree;
  rowClass?: (row: R) => string;
  /** What stands below a row that is unfolded by Enter or a click. */
  detail?: (row: R) => Content;
  /** The row that the keyboard is on, told when it or its content changes. */
  onCurrent?: (row: R | null) => void;
  /** Enter or a double click on a row; without `detail`. */
  onActivate?: (row: R) => void;
  sorting?: Sorting;
  /** Rows can be selected, several at a time. */
  picking?: Picking;
  /** Keys on the table beyond those that walk it; true where one was meant. */
  onKey?: (event: KeyboardEvent) => boolean;
  /** What stands in a table without rows. */
  empty?: () => Content;
  /** After each answer; `fresh` for the first one after `reload`. */
  onPage?: (page: Page<R>, fresh: boolean) => void;
  onError?: (error: unknown) => void;
  /** Rows are what can be seen of them: nobody holds on to, or listens to, what is in their cells. */
  plain?: boolean;
  /** Pixels; another one counts from the next `redraw` on. */
  rowHeight?: () => number;
}

export interface Table<R> {
  el: HTMLElement;
  /** Ask again; old rows stay until the new ones are in. `top` goes back to the first row. */
  reload(options?: { top?: boolean }): void;
  /** Show rows before the first answer is in. */
  ahead(rows: R[]): void;
  focus(): void;
  /** The row that the keyboard is on: its place, -1 for none. */
  readonly current: number;
  /** Put the keyboard on a row, and pick it, unless `how` is null. */
  go(index: number, how?: PickHow | null): void;
  /** Draw again: what rows look like has changed, not which there are. */
  redraw(): void;
}

const OVERSCAN = 8;
/** Stands for the id of the current row while its block is on the way. */
const COMING = -2;

export function table<R extends TableRow>(options: TableOptions<R>, signal: AbortSignal): Table<R> {
  const { label, columns, fetch, tree, detail, empty, onPage, onError } = options;
  const { onCurrent, onActivate, picking, sorting, rowHeight: height = () => 24 } = options;
  const prefix = `dw${Math.random().toString(36).slice(2)}`;
  const body = h("div", { class: "dw-table-body", role: "rowgroup" });
  const head = tableHead(columns, sorting);
  const nothing = h("div", { class: "dw-table-empty", hidden: true });
  const el = h(
    "div",
    {
      class: "dw-table",
      role: "treegrid",
      tabindex: 0,
      "aria-label": label,
      "aria-colcount": columns.length,
      "aria-busy": "true",
      "aria-readonly": "true",
      "aria-multiselectable": picking ? "true" : null,
    },
    head.el,
    body,
    nothing,
  );
  el.style.setProperty("--dw-row", `${height()}px`);
  const view = rowView({ ...options, prefix });
  const drawn = drawnRows<R>(body, options.plain);
  let rowHeight = height();
  let current = 0;
  let currentId: number | null = null;
  let openId: number | null = null;
  let open: Layout["open"] = null;
  let goTop = false;
  let frame = 0;
  let told: R | null = null;
  let missed = false;

  const isCurrent = (index: number, row: R | undefined) =>
    index === current && currentId !== null && row?.id === currentId;
  const topRow = () => drawn.row(windowAt(layout(), el.scrollTop, 0).top);
  const cache = rowCache<R>({
    fetch,
    followed: () => [goTop ? -1 : (topRow()?.id ?? -1), currentId ?? -1, openId ?? -1],
    follow(page) {
      const now = windowAt(layout(), el.scrollTop, 0);
      const place = goTop ? 0 : (page.places?.[0] ?? -1);
      const top = place < 0 ? Math.min(now.top, Math.max(page.total - 1, 0)) : place;
      return { top, bottom: top + Math.max(now.bottom - now.top, 1) };
    },
    onPage: (page, fresh) => {
      if (fresh) settle(page);
      draw();
      onPage?.(page, fresh);
    },
    onError: (error) => {
      el.setAttribute("aria-busy", "false");
      onError?.(error);
    },
  });
  // Reading it while drawing would make the browser lay the page out twice a frame.
  let viewport = rowHeight;
  const measure = () => {
    viewport = Math.max(el.clientHeight - head.el.offsetHeight, rowHeight);
  };
  const layout = (): Layout => {
    return { total: cache.total ?? Math.ceil(viewport / rowHeight), rowHeight, viewport, open };
  };

  /** After new rows came: hold the row at the top, the current row and the unfolded row by id. */
  const settle = (page: Page<R>) => {
    const held = new Map(page.rows.map((row, i) => [row.id, page.start + i]));
    const place = (which: number, id: number | null | undefined) => {
      const found = page.places?.[which] ?? (id == null ? -1 : (held.get(id) ?? -1));
      return found < 0 ? undefined : found;
    };
    const now = layout();
    if (goTop) {
      el.scrollTop = 0;
    } else {
      const topIndex = windowAt(now, el.scrollTop, 0).top;
      const moved = place(0, drawn.row(topIndex)?.id);
      if (moved !== undefined && moved !== topIndex) {
        body.style.height = `${scrollHeight(now)}px`;
        el.scrollTop += (moved - topIndex) * rowHeight;
      }
    }
    if (currentId !== null) {
      current = place(1, currentId) ?? Math.max(Math.min(current, page.total - 1), 0);
    }
    const unfolded = openId === null ? undefined : place(2, openId);
    if (unfolded === undefined) fold();
    else open = { index: unfolded, extra: open?.extra ?? 0 };
    goTop = false;
  };
  const fold = () => {
    openId = null;
    open = null;
  };

  const draw = () => {
    frame = 0;
    // Out of sight it is scrolled nowhere; a host may hide it for less than a frame, unsaid.
    missed = !missed && el.isConnected && !el.clientHeight;
    if (missed) return soon();
    const scrolled = el.scrollTop;
    let now = layout();
    body.style.height = `${scrollHeight(now)}px`;
    const { first, stop, top, bottom, shift } = windowAt(now, scrolled, OVERSCAN);
    drawn.keep(first, stop);
    for (let index = first; index < stop; index++) {
      const row = cache.get(index);
      const unfolded = row !== undefined && row.id === openId;
      if (index === current && currentId === COMING) currentId = row?.id ?? COMING;
      const picked = row !== undefined && (picking?.has(row.id) ?? false);
      const state = `${isCurrent(index, row)} ${picked} ${unfolded} ${row && tree?.().has(row.id)}`;
      const fresh = drawn.draw(index, row, state, () =>
        view(row, index, { current: isCurrent(index, row), picked, unfolded }),
      );
      if (fresh && unfolded) {
        open = { index, extra: Math.max(fresh.offsetHeight - rowHeight, 0) };
        now = layout();
        body.style.height = `${scrollHeight(now)}px`;
      }
      drawn.put(index, offsetOf(now, index) + shift);
    }
    drawn.trim();
    setAttribute(el, "aria-rowcount", String((cache.total ?? -2) + 1));
    setFlag(el, "aria-busy", cache.stale);
    const active = isCurrent(current, drawn.row(current)) ? `${prefix}-${current}` : "";
    if (active) setAttribute(el, "aria-activedescendant", active);
    else el.removeAttribute("aria-activedescendant");
    tell();
    const bare = cache.total === 0 && !cache.stale;
    if (bare && nothing.hidden) nothing.replaceChildren(...list(empty?.() ?? "Nothing here."));
    nothing.hidden = !bare;
    cache.show(top, bottom);
  };
  const tell = () => {
    const there = cache.get(current);
    // While its block is on the way the row before stays.
    if (!there && currentId !== null && cache.total) return;
    const row = there && isCurrent(current, there) ? there : null;
    if (row === told) return;
    told = row;
    onCurrent?.(row);
  };
  /** Rows of another height: the one at the top stays there. */
  const resize = () => {
    const next = height();
    if (next === rowHeight) return;
    const { top } = windowAt(layout(), el.scrollTop, 0);
    rowHeight = next;
    el.style.setProperty("--dw-row", `${rowHeight}px`);
    body.style.height = `${scrollHeight(layout())}px`;
    el.scrollTop = scrollTo({ ...layout(), viewport: rowHeight }, top, el.scrollTop);
  };
  const soon = () => {
    if (!frame) frame = requestAnimationFrame(draw);
  };

  const go = (index: number, how: PickHow | null = "only") => {
    if (!cache.total) return;
    current = Math.min(Math.max(index, 0), cache.total - 1);
    currentId = cache.get(current)?.id ?? COMING;
    if (how) picking?.pick(how, current, cache.get(current)?.id ?? null);
    el.scrollTop = scrollTo(layout(), current, el.scrollTop);
    draw();
  };
  const toggleDetail = (row: R | undefined) => {
    if (!row || !detail) return;
    if (openId === row.id) fold();
    else openId = row.id;
    draw();
    go(current);
  };
  const toggleTree = (row: R | undefined, closed?: boolean): boolean => {
    if (!row?.children || !tree) return false;
    if (!tree().set(row.id, closed ?? !tree().has(row.id))) return false;
    cache.reload();
    draw();
    return true;
  };
  const activate = (row: R | undefined) => {
    if (detail) toggleDetail(row);
    else if (row) onActivate?.(row);
  };
  const goToParent = () => {
    const depth = cache.get(current)?.depth ?? 0;
    for (let index = current - 1; index >= 0 && depth > 0; index--) {
      const above = cache.get(index);
      if (!above) return;
      if (above.depth < depth) return go(index);
    }
  };
  const moves: Record<string, () => number> = {
    ArrowDown: () => (currentId === null ? 0 : current + 1),
    ArrowUp: () => current - 1,
    PageDown: () => current + page(),
    PageUp: () => current - page(),
    Home: () => 0,
    End: () => 1e9,
  };
  const keys: Record<string, () => void> = {
    ArrowRight: () => {
      if (!toggleTree(cache.get(current), false) && cache.get(current)?.children) go(current + 1);
    },
    ArrowLeft: () => {
      if (!toggleTree(cache.get(current), true)) goToParent();
    },
    Enter: () => activate(cache.get(current)),
    " ": () => (picking ? go(current, "toggle") : toggleDetail(cache.get(current))),
  };
  const page = () => Math.max(Math.floor(layout().viewport / rowHeight) - 1, 1);

  const handled = (event: KeyboardEvent): boolean => {
    const command = event.ctrlKey || event.metaKey;
    const move = moves[event.key];
    if (move && !event.altKey && (!command || picking)) {
      go(move(), event.shiftKey ? "range" : command ? null : "only");
      return true;
    }
    if (picking && command && event.key === "a") {
      picking.pick("all", (cache.total ?? 0) - 1, null);
      return true;
    }
    const action = keys[event.key];
    if (!action || event.altKey || (command && event.key !== " ")) return false;
    action();
    return true;
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.target !== el || !(options.onKey?.(event) || handled(event))) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const clicked = (event: MouseEvent) => {
    const target = event.target instanceof Element ? event.target : null;
    const rowElement = target?.closest<HTMLElement>(".dw-row");
    if (!rowElement || target?.closest(".dw-row-detail")) return;
    const index = Number(rowElement.dataset.index);
    const row = cache.get(index);
    const command = event.ctrlKey || event.metaKey || target?.closest(".dw-pick") !== null;
    go(index, event.shiftKey ? "range" : command ? "toggle" : "only");
    if (target?.closest(".dw-twist")) toggleTree(row);
    else if (detail) toggleDetail(row);
    else if (event.detail === 2 && !command) activate(row);
  };
  // Else a press with Shift would select the text between.
  const held = (event: MouseEvent) => event.shiftKey && event.preventDefault();
  body.addEventListener("mousedown", held, { signal });
  el.addEventListener("scroll", soon, { signal, passive: true });
  el.addEventListener("keydown", pressed, { signal });
  body.addEventListener("click", clicked, { signal });
  el.addEventListener(
    "focus",
    () => {
      if (currentId === null && el.matches(":focus-visible")) go(indexAt(layout(), el.scrollTop));
    },
    { signal },
  );
  const resized = new ResizeObserver(() => {
    // Out of sight it asks for nothing.
    if (!el.clientHeight) return;
    measure();
    // The detail wraps anew in another width.
    if (open) drawn.drop(open.index);
    soon();
  });
  resized.observe(el);
  signal.addEventListener("abort", () => {
    resized.disconnect();
    cancelAnimationFrame(frame);
  });

  return {
    el,
    reload({ top = false } = {}) {
      // Who has not left the top is shown what comes to stand there, not carried off with a row.
      goTop ||= top || (currentId === null && !el.scrollTop);
      head.show();
      if (goTop) cache.reload(0, Math.ceil(layout().viewport / rowHeight));
      else cache.reload();
      draw();
    },
    ahead(rows) {
      cache.ahead(rows);
      // Not measured yet: all of them, so that none is missing when the page is painted next.
      viewport = Math.max(viewport, rows.length * rowHeight);
      draw();
    },
    focus: () => el.focus({ preventScroll: true }),
    get current() {
      return currentId === null ? -1 : current;
    },
    go,
    redraw() {
      drawn.renew();
      resize();
      draw();
    },
  };
}
