// The bytes of a file of any length, in lines: only those on screen are in the document, they are
// asked for by blocks. A caret stands on one byte. Sheet: styles/bytes.css.
import { h, setFlag } from "../dom.ts";
import { drawnRows } from "../drawn_rows.ts";
import { rowCache } from "../row_cache.ts";
import { type Layout, offsetOf, scrollHeight, scrollTo, windowAt } from "../table_layout.ts";
import { character, hexByte, hexOffset, type Line, type Part, partAt } from "./hex.ts";

export interface ByteLinesOptions {
  label: string;
  /** The lines from `start` to before `stop`, each of `width` bytes, and the size of the file. */
  fetch(start: number, stop: number, width: number): Promise<{ lines: Line[]; size: number }>;
  /** The caret, or the pointer, is on another byte; undefined while it is not here yet. */
  onPlace(offset: number, byte: number | undefined, part: Part | undefined): void;
  /** Enter, or a double click, on a part. */
  onActivate(part: Part): void;
  onError(error: unknown): void;
}

export interface ByteLines {
  el: HTMLElement;
  /** Where the caret is. */
  readonly caret: number;
  /** Put the caret on a byte and mark the bytes that belong to it, without taking the focus. */
  go(offset: number, mark?: { start: number; stop: number }): void;
  /** Another file: nothing that was here holds. */
  reset(): void;
}

const ROW = 19;
const BLOCK_BYTES = 4096;
const OVERSCAN = 6;
/** From this width of the view on a line has sixteen bytes. */
const WIDE = 545;

export function byteLines(options: ByteLinesOptions, signal: AbortSignal): ByteLines {
  const { label, fetch, onPlace, onActivate, onError } = options;
  const prefix = `dw${Math.random().toString(36).slice(2, 10)}`;
  const body = h("div", { class: "dw-bytes-body", role: "rowgroup" });
  const el = h(
    "div",
    { class: "dw-bytes-lines", role: "grid", tabindex: 0, "aria-label": label, "aria-colcount": 4 },
    body,
  );
  let width = 16;
  let caret = 0;
  let mark = { start: 0, stop: 0 };
  let frame = 0;
  /** Where to go when the size of the file is known. */
  let wanted = false;
  let viewport = ROW;
  const drawn = drawnRows<Line>(body);

  const make = () =>
    rowCache<Line>({
      block: BLOCK_BYTES / width,
      capacity: 64,
      fetch: async (start, stop) => {
        const { lines, size } = await fetch(start, stop, width);
        return { rows: lines, start, total: Math.ceil(size / width) };
      },
      onPage: () => {
        if (wanted) bring(caret);
        draw();
        tell();
      },
      onError,
    });
  let cache = make();

  const layout = (): Layout => ({
    total: cache.total ?? Math.ceil(viewport / ROW),
    rowHeight: ROW,
    viewport,
    open: null,
  });
  const draw = (): void => {
    frame = 0;
    const now = layout();
    body.style.height = `${scrollHeight(now)}px`;
    const { first, stop, top, bottom, shift } = windowAt(now, el.scrollTop, OVERSCAN);
    drawn.keep(first, stop);
    for (let index = first; index < stop; index++) {
      const line = cache.get(index);
      drawn.draw(index, line, "", () => lineView(line, index));
      drawn.put(index, offsetOf(now, index) + shift);
    }
    el.setAttribute("aria-rowcount", String(cache.total ?? -1));
    setFlag(el, "aria-busy", cache.stale);
    place();
    cache.show(top, bottom);
  };
  const lineView = (line: Line | undefined, index: number): HTMLElement => {
    const row = h("div", {
      class: "dw-bytes-line",
      role: "row",
      id: `${prefix}-${index}`,
      "aria-rowindex": index + 1,
    });
    const start = index * width;
    row.append(
      h("span", { class: "dw-bytes-hex-offset", role: "rowheader" }, hexOffset(start)),
      h("span", { class: "dw-bytes-offset", role: "rowheader" }, start.toLocaleString("en-US")),
    );
    if (!line) return row;
    const hex = h("span", { class: "dw-bytes-hex", role: "gridcell" });
    const text = h("span", { class: "dw-bytes-text", role: "gridcell" });
    line.bytes.forEach((byte, i) => {
      const part = partAt(line, start + i);
      const props = {
        class: `dw-byte dw-part-${part?.name ?? "unread"}${part?.span.edited ? " dw-byte-new" : ""}`,
        "data-offset": start + i,
        "data-part": part?.start ?? null,
      };
      hex.append(h("span", props, hexByte(byte)));
      text.append(h("span", props, character(byte)));
    });
    row.append(hex, text);
    return row;
  };
  /** Show where the caret is and what is marked. */
  const place = (): void => {
    for (const each of body.querySelectorAll<HTMLElement>("[data-offset]")) {
      const offset = Number(each.dataset.offset);
      each.classList.toggle("dw-byte-caret", offset === caret);
      each.classList.toggle("dw-byte-marked", offset >= mark.start && offset < mark.stop);
    }
    const line = Math.floor(caret / width);
    if (drawn.has(line)) el.setAttribute("aria-activedescendant", `${prefix}-${line}`);
    else el.removeAttribute("aria-activedescendant");
  };
  const soon = (): void => {
    if (!frame) frame = requestAnimationFrame(draw);
  };
  const tell = (offset = caret): void => {
    const line = cache.get(Math.floor(offset / width));
    onPlace(offset, line?.bytes[offset % width], partAt(line, offset));
  };
  const end = () => Math.max((cache.total ?? 1) * width - 1, 0);
  const last = () => {
    const line = cache.get((cache.total ?? 1) - 1);
    return line ? line.start + line.bytes.length - 1 : end();
  };
  const go = (offset: number, next?: { start: number; stop: number }): void => {
    caret = Math.max(offset, 0);
    if (cache.total !== null) caret = Math.min(caret, last());
    if (next) mark = next;
    el.scrollTop = scrollTo(layout(), Math.floor(caret / width), el.scrollTop);
    draw();
    tell();
  };
  /** Put a place a little below the top, where what follows it can be read. */
  const bring = (offset: number, next?: { start: number; stop: number }): void => {
    const now = layout();
    const line = Math.floor(offset / width);
    const { top, bottom } = windowAt(now, el.scrollTop, 0);
    wanted = cache.total === null;
    if (!wanted && (line < top || line >= bottom - 1)) {
      body.style.height = `${scrollHeight(now)}px`;
      el.scrollTop = scrollTo(now, Math.max(line - 2, 0), Number.MAX_SAFE_INTEGER);
    }
    go(offset, next);
  };

  const partHere = () => partAt(cache.get(Math.floor(caret / width)), caret);
  const page = () => Math.max(Math.floor(viewport / ROW) - 1, 1) * width;
  const keys: Record<string, () => void> = {
    ArrowRight: () => go(caret + 1),
    ArrowLeft: () => go(caret - 1),
    ArrowDown: () => go(caret + width <= end() ? caret + width : caret),
    ArrowUp: () => go(caret >= width ? caret - width : caret),
    PageDown: () => go(caret + page()),
    PageUp: () => go(caret - page()),
    Home: () => go(caret - (caret % width)),
    End: () => go(caret - (caret % width) + width - 1),
    "Control+Home": () => go(0),
    "Control+End": () => go(end()),
    "Control+ArrowRight": () => go(partHere()?.stop ?? caret + 1),
    "Control+ArrowLeft": () => {
      const here = partHere()?.start ?? caret;
      go(caret > here ? here : here - 1);
      if (caret < here) go(partHere()?.start ?? caret);
    },
    Enter: () => {
      const part = partHere();
      if (part) onActivate(part);
    },
  };
  const pressed = (event: KeyboardEvent): void => {
    const name = event.ctrlKey || event.metaKey ? `Control+${event.key}` : event.key;
    const action = keys[name];
    if (!action || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };
  const byteOf = (event: Event): HTMLElement | null =>
    event.target instanceof Element ? event.target.closest<HTMLElement>("[data-offset]") : null;
  const light = (part: string | undefined): void => {
    for (const each of body.querySelectorAll<HTMLElement>("[data-part]"))
      each.classList.toggle("dw-byte-lit", part !== undefined && each.dataset.part === part);
  };
  const over = (event: Event): void => {
    const byte = byteOf(event);
    light(byte?.dataset.part);
    tell(byte ? Number(byte.dataset.offset) : caret);
  };
  const clicked = (event: Event): void => {
    const byte = byteOf(event);
    if (byte) go(Number(byte.dataset.offset));
  };
  const doubled = (): void => keys.Enter?.();
  el.addEventListener("keydown", pressed, { signal });
  el.addEventListener("scroll", soon, { signal, passive: true });
  body.addEventListener("pointerover", over, { signal, passive: true });
  body.addEventListener("pointerleave", over, { signal, passive: true });
  body.addEventListener("click", clicked, { signal });
  body.addEventListener("dblclick", doubled, { signal });
  const reset = (): void => {
    cache = make();
    drawn.keep(0, 0);
    soon();
  };
  const resized = new ResizeObserver(() => {
    viewport = Math.max(el.clientHeight, ROW);
    const fits = el.clientWidth >= WIDE ? 16 : 8;
    if (fits !== width && el.clientWidth > 0) {
      width = fits;
      el.dataset.width = String(width);
      reset();
      bring(caret);
    }
    soon();
  });
  resized.observe(el);
  signal.addEventListener("abort", () => {
    resized.disconnect();
    cancelAnimationFrame(frame);
  });
  return {
    el,
    get caret() {
      return caret;
    },
    go: bring,
    reset,
  };
}
