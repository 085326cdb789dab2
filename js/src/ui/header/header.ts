// A view of the header table: search above, rows, a slider over the files below.
import type { ErrorPayload, GetRowsResult, Row } from "../../sync/messages.ts";
import type { HeaderTraits, State } from "../../sync/state.ts";
import { askRows, payloadOf, type Transport } from "../../sync/transport.ts";
import { h, setFlag, setText } from "../dom.ts";
import { icon } from "../icons.ts";
import { keyboard } from "../keyboard.ts";
import { lossLine } from "../loss.ts";
import { message, notice } from "../message.ts";
import type { Page } from "../row_cache.ts";
import { search } from "../search.ts";
import { slider } from "../slider.ts";
import { table } from "../table.ts";
import { tree } from "../tree.ts";
import { headerColumns, headerRowClass } from "./columns.ts";
import { elementTab } from "./element.ts";
import { sidePanel } from "./side.ts";

export interface Shared {
  traits: State<HeaderTraits>;
  transport: Transport;
}

export function header({ traits, transport }: Shared, el: HTMLElement, signal: AbortSignal): void {
  const browsing = tree();
  // What a search finds is shown even below a closed row; rows closed meanwhile are its own.
  const searching = tree();
  let query = "";
  let last: GetRowsResult | null = null;

  const title = h("h2", { class: "dw-widget-title dw-header-title" });
  const size = h("span", { class: "dw-header-size" });
  const trouble = h("div", { class: "dw-header-trouble" });
  const loss = lossLine(transport, "dw-header-loss", signal);
  const field = search(
    {
      label: "Search the header",
      placeholder: "Search tag, name or value",
      onQuery(next) {
        query = next;
        searching.clear();
        rows.reload({ top: true });
      },
    },
    signal,
  );
  const closed = () => (query ? searching : browsing);

  const ask = async (start: number, stop: number, generation: number): Promise<Page<Row>> => {
    const args = { start, stop, query, collapsed: closed().closed };
    last = await askRows(transport, "get_rows", args, { generation, signal });
    return last;
  };
  const rows = table<Row>(
    {
      label: "DICOM header",
      columns: headerColumns(() => query),
      fetch: ask,
      tree: closed,
      rowClass: headerRowClass,
      onCurrent: (row) => side.show(row),
      onActivate: () => side.open(),
      empty: () => (query ? "Nothing matches." : "Nothing to show."),
      onPage,
      onError(error) {
        if (signal.aborted || !transport.live) return;
        trouble.replaceChildren(message(payloadOf(error)));
      },
    },
    signal,
  );

  const side = sidePanel([elementTab()], signal, {
    onClose: () => rows.focus(),
    onToggle(open) {
      setFlag(details, "aria-expanded", open);
      root.classList.toggle("dw-header-aside", open);
    },
  });
  const details = h(
    "button",
    {
      class: "dw-button",
      "aria-expanded": "false",
      onclick: () => (side.isOpen ? side.close() : side.open()),
    },
    icon("aside"),
    "Details",
  );

  function onPage(_page: Page<Row>, fresh: boolean): void {
    if (!fresh || !last) return;
    setText(title, last.title || "Header");
    setText(size, `${count(last.elements)} elements`);
    field.count(query ? `${count(last.matches)} of ${count(last.elements)}` : "");
    const nothing = last.elements === 0;
    el.classList.toggle("dw-header-nothing", nothing);
    main.hidden = nothing;
    bar.hidden = nothing;
    trouble.replaceChildren(...remarks(last.problems, nothing));
  }

  const walk = slider(
    { label: "File", min: 1, max: Math.max(traits.get("count"), 1), step: 1, value: 1 },
    signal,
  );
  const under = h("div", { class: "dw-header-slider" }, walk.el);
  const place = () => {
    const files = traits.get("count");
    under.hidden = files < 2 || !traits.get("show_slider");
    walk.setRange(1, Math.max(files, 1), 1);
    walk.setUnit(files > 1 ? `of ${files}` : "");
    walk.set(traits.get("index") + 1);
  };
  const tall = () => root.style.setProperty("--dw-table-height", `${traits.get("height")}px`);
  walk.onCommit((value) => traits.commit({ index: Math.round(value) - 1 }));

  const bar = h(
    "div",
    { class: "dw-header-bar" },
    h("div", { class: "dw-header-words" }, title, size),
    field.el,
    details,
  );
  const main = h(
    "div",
    { class: "dw-header-main" },
    h("div", { class: "dw-header-rows" }, rows.el),
    side.el,
  );
  const root = h(
    "div",
    {
      class: "dicomwidgets dw-header-table",
      role: "group",
      "aria-label": "DICOM header",
      "data-lm-suppress-shortcuts": "true",
    },
    bar,
    loss,
    trouble,
    main,
    under,
  );
  keyboard(
    root,
    {
      "/": () => field.focus(),
      Escape: () => side.close(),
    },
    signal,
  );
  field.el.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "ArrowDown") return;
      event.preventDefault();
      rows.focus();
    },
    { signal },
  );
  traits.on("index", place, signal);
  traits.on("count", place, signal);
  traits.on("show_slider", place, signal);
  traits.on("height", tall, signal);
  transport.on("rows", () => rows.reload(), signal);
  place();
  tall();
  el.classList.add("dw-host");
  el.append(root);
  signal.addEventListener("abort", () => root.remove(), { once: true });
  rows.reload();
}

/** Alone they are the message; above rows they are calm lines. */
function remarks(problems: readonly ErrorPayload[], alone: boolean): HTMLElement[] {
  if (alone) return problems.length > 0 ? problems.map(message) : [notice("There is no element.")];
  return problems.slice(0, 3).map((problem) => {
    const where = problem.file ?? problem.keyword ?? problem.tag;
    const text = where ? `${where}: ${problem.message}` : problem.message;
    return notice(text, problem.kind === "info" ? "info" : "warning");
  });
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}
