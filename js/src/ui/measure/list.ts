// All measurements of the series, below the image: what was measured, a name, the way there.
import type { FrameGeometry } from "../../sync/messages.ts";
import { copyButton } from "../copy.ts";
import { h, setText } from "../dom.ts";
import { toolButton } from "../toolbar.ts";
import type { Book, Entry } from "./book.ts";
import { histogram } from "./histogram.ts";
import { KINDS } from "./shape.ts";
import { tableOf } from "./table.ts";
import { sizeText, sourceText, valueTexts } from "./text.ts";

export interface List {
  el: HTMLElement;
  toggle(): void;
  readonly open: boolean;
}

export interface ListTo {
  /** Show the frame that it was drawn on, and select it. */
  go(id: string, index: number): void;
  geometry(index: number): FrameGeometry | null;
  /** Closed: somebody else needs the focus. */
  closed(): void;
}

/** Nothing of it is built before it is opened. */
export function list(book: Book, to: ListTo, signal: AbortSignal): List {
  const el = h("section", { class: "dw-list", "aria-label": "Measurements", hidden: true });
  let show: (() => void) | null = null;
  book.on(() => !el.hidden && show?.(), signal);
  const toggle = () => {
    el.hidden = !el.hidden;
    if (el.hidden) return to.closed();
    show ??= build(el, book, { ...to, closed: toggle });
    show();
  };
  return {
    el,
    toggle,
    get open() {
      return !el.hidden;
    },
  };
}

function build(el: HTMLElement, book: Book, to: ListTo): () => void {
  let rows = new Map<string, Row>();
  const body = h("ul");
  const title = h("span");
  const copied = copyButton("Copy as table", () => tableOf(book.entries));
  const close = toolButton({ icon: "close", label: "Close the list", run: to.closed });
  el.append(h("header", {}, title, copied, close), body);
  return () => {
    const { entries } = book;
    setText(title, entries.length ? `${entries.length} measured` : NOTHING);
    copied.hidden = entries.length === 0;
    const before = rows;
    rows = new Map();
    for (const [k, entry] of entries.entries()) {
      const { id, index } = entry.shape;
      const row = before.get(`${index} ${id}`) ?? rowOf(entry, book, to);
      rows.set(`${index} ${id}`, row);
      row.show(entry);
      // What stands in its place stays there, and keeps the focus.
      if (body.children[k] !== row.el) body.insertBefore(row.el, body.children[k] ?? null);
    }
    while (body.childElementCount > rows.size) body.lastElementChild?.remove();
  };
}

interface Row {
  el: HTMLElement;
  show(entry: Entry): void;
}

function rowOf({ shape: { id, kind, index } }: Entry, book: Book, to: ListTo): Row {
  const [name] = KINDS[kind];
  const slice = `Slice ${index + 1}`;
  const go = toolButton({
    icon: kind,
    label: `${name}: go to ${slice}`,
    text: slice,
    run: () => to.go(id, index),
  });
  const label = h("input", {
    type: "text",
    class: "dw-number",
    placeholder: "Name",
    "aria-label": `Name of ${name}`,
    onchange() {
      const entry = book.get(id);
      if (entry) book.put({ ...entry.shape, label: label.value.trim() });
    },
  });
  const texts = h("div");
  const drop = toolButton({ icon: "trash", label: `Delete ${name}`, run: () => book.remove(id) });
  let shown: Entry | null = null;
  return {
    el: h("li", {}, go, texts, label, drop),
    show(entry) {
      if (entry === shown) return;
      shown = entry;
      const { shape, row, problem } = entry;
      if (!label.matches(":focus")) label.value = shape.label;
      const left = row?.left_out ? [`${row.left_out} left out`] : [];
      const values = [...valueTexts(row), ...left].join(" · ");
      texts.replaceChildren(
        h("strong", {}, sizeText(entry, to.geometry(index))),
        h(
          "div",
          {},
          values,
          h("div", { class: "dw-dim" }, problem?.message ?? sourceText(row)),
          h("div", { class: "dw-dim" }, row?.value_source ?? ""),
        ),
        row?.histogram ? histogram(row.histogram, row.unit) : "",
      );
    },
  };
}

const NOTHING = "Nothing is measured yet: choose a tool, then drag on the image.";
