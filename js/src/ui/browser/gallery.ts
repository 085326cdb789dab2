// Rows as tiles: as many beside each other as there is room for; only those on screen are in the
// document. It walks by arrows in both directions and selects as the table does.
import { h, setAttribute, setFlag } from "../dom.ts";
import { drawnRows } from "../drawn_rows.ts";
import { type Fetch, type Page, rowCache } from "../row_cache.ts";
import type { Content, PickHow, Picking, TableRow } from "../table.ts";
import { scrollHeight, scrollTo, windowAt } from "../table_layout.ts";
import { list } from "../table_row.ts";
import { columnsIn, step } from "./tiling.ts";

export interface Gallery {
  el: HTMLElement;
  reload(options?: { top?: boolean }): void;
  redraw(): void;
  focus(): void;
  go(index: number, how?: PickHow | null): void;
}

interface Options<R extends TableRow> {
  label: string;
  fetch: Fetch<R>;
  tile: (row: R) => Content;
  picking: Picking;
  onActivate: (row: R) => void;
  empty: () => Content;
  onPage: (page: Page<R>, fresh: boolean) => void;
  onError: (error: unknown) => void;
}

/** Pixels from one tile to the next; the width is stretched so that a line is filled. */
const WIDTH = 152;
const HEIGHT = 196;

export function gallery<R extends TableRow>(options: Options<R>, signal: AbortSignal): Gallery {
  const { picking, onActivate, tile } = options;
  const prefix = `dw${Math.random().toString(36).slice(2, 10)}`;
  const body = h("div", { class: "dw-gallery-body", role: "presentation" });
  const nothing = h("div", { class: "dw-table-empty", hidden: true });
  const el = h(
    "div",
    {
      class: "dw-gallery",
      role: "listbox",
      tabindex: 0,
      "aria-label": options.label,
      "aria-multiselectable": "true",
      "aria-busy": "true",
    },
    body,
    nothing,
  );
  const drawn = drawnRows<R>(body);
  let current = 0;
  let currentId: number | null = null;
  let across = 1;
  let viewport = HEIGHT;
  let frame = 0;
  let toTop = false;

  const cache = rowCache<R>({
    fetch: options.fetch,
    followed: () => [currentId ?? -1],
    onPage(page, fresh) {
      if (fresh) settle(page);
      draw();
      options.onPage(page, fresh);
    },
    onError(error) {
      el.setAttribute("aria-busy", "false");
      options.onError(error);
    },
  });
  const settle = ({ places, total }: Page<R>) => {
    if (toTop) el.scrollTop = 0;
    toTop = false;
    const place = places?.[0] ?? -1;
    current = place >= 0 ? place : Math.max(Math.min(current, total - 1), 0);
  };
  const layout = () => {
    const tiles = cache.total ?? Math.ceil(viewport / HEIGHT) * across;
    return { total: Math.ceil(tiles / across), rowHeight: HEIGHT, viewport, open: null };
  };
  const draw = () => {
    frame = 0;
    const now = layout();
    body.style.height = `${scrollHeight(now)}px`;
    const { first, stop, top, bottom, shift } = windowAt(now, el.scrollTop, 1);
    const end = Math.min(stop * across, cache.total ?? stop * across);
    drawn.keep(first * across, end);
    for (let index = first * across; index < end; index++) {
      const row = cache.get(index);
      const picked = row !== undefined && picking.has(row.id);
      const on = row !== undefined && row.id === currentId;
      drawn.draw(index, row, `${on} ${picked} ${across}`, () => view(row, index, on, picked));
      drawn.put(index, Math.floor(index / across) * HEIGHT + shift);
    }
    const active = currentId !== null && drawn.row(current)?.id === currentId;
    if (active) setAttribute(el, "aria-activedescendant", `${prefix}-${current}`);
    else el.removeAttribute("aria-activedescendant");
    setFlag(el, "aria-busy", cache.stale);
    const bare = cache.total === 0 && !cache.stale;
    if (bare && nothing.hidden) nothing.replaceChildren(...list(options.empty()));
    nothing.hidden = !bare;
    cache.show(top * across, bottom * across);
  };
  const view = (row: R | undefined, index: number, on: boolean, picked: boolean) => {
    const one = h("div", {
      id: `${prefix}-${index}`,
      class: `dw-tile${on ? " dw-is-current" : ""}`,
      role: "option",
      "aria-selected": String(picked),
      "aria-setsize": cache.total ?? -1,
      "aria-posinset": index + 1,
      "data-index": index,
    });
    one.style.left = `${((index % across) / across) * 100}%`;
    one.style.width = `${100 / across}%`;
    one.append(...(row ? list(tile(row)) : ["…"]));
    return one;
  };
  const soon = () => {
    if (!frame) frame = requestAnimationFrame(draw);
  };
  const go = (index: number, how: PickHow | null = "only") => {
    if (!cache.total) return;
    current = Math.min(Math.max(index, 0), cache.total - 1);
    const row = cache.get(current);
    currentId = row?.id ?? null;
    if (how) picking.pick(how, current, currentId);
    el.scrollTop = scrollTo(layout(), Math.floor(current / across), el.scrollTop);
    draw();
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.target !== el || !handled(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const handled = (event: KeyboardEvent): boolean => {
    const command = event.ctrlKey || event.metaKey;
    const lines = Math.max(Math.floor(viewport / HEIGHT), 1);
    const to = step(event.key, currentId === null ? null : current, across, lines);
    if (event.altKey) return false;
    if (to !== null) go(to, event.shiftKey ? "range" : command ? null : "only");
    else if (command && event.key === "a") picking.pick("all", (cache.total ?? 0) - 1, null);
    else if (event.key === " ") go(current, "toggle");
    else if (event.key === "Enter" && !command) activate();
    else return false;
    return true;
  };
  const activate = () => {
    const row = cache.get(current);
    if (row) onActivate(row);
  };
  const clicked = (event: MouseEvent) => {
    const target = event.target instanceof Element ? event.target : null;
    const one = target?.closest<HTMLElement>(".dw-tile");
    if (!one) return;
    const command = event.ctrlKey || event.metaKey || Boolean(target?.closest(".dw-pick"));
    go(Number(one.dataset.index), event.shiftKey ? "range" : command ? "toggle" : "only");
    if (event.detail === 2 && !command) activate();
  };
  body.addEventListener("mousedown", (event) => event.shiftKey && event.preventDefault(), {
    signal,
  });
  body.addEventListener("click", clicked, { signal });
  el.addEventListener("scroll", soon, { signal, passive: true });
  el.addEventListener("keydown", pressed, { signal });
  el.addEventListener(
    "focus",
    () => {
      if (currentId === null && el.matches(":focus-visible")) go(current);
    },
    { signal },
  );
  const resized = new ResizeObserver(() => {
    // Out of sight it asks for nothing.
    if (el.clientHeight === 0) return;
    viewport = Math.max(el.clientHeight, HEIGHT);
    across = columnsIn(body.clientWidth, WIDTH);
    soon();
  });
  resized.observe(el);
  signal.addEventListener(
    "abort",
    () => {
      resized.disconnect();
      cancelAnimationFrame(frame);
    },
    { once: true },
  );
  return {
    el,
    reload({ top = false } = {}) {
      toTop ||= top;
      if (top) cache.reload(0, across * Math.ceil(viewport / HEIGHT));
      else cache.reload();
      draw();
    },
    redraw() {
      drawn.renew();
      draw();
    },
    focus: () => el.focus({ preventScroll: true }),
    go,
  };
}
