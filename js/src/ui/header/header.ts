// A view of the header table: search and filters above, rows, what is told of a row beside them, a
// slider over the files below.

import sheet from "../../styles/header_details.css?inline";
import type { CopyForm, RowSort, RowsAsked, SortColumn } from "../../sync/header_messages.ts";
import { parseQuery, wordsFor } from "../../sync/header_query.ts";
import type { ErrorPayload, GetRowsResult, Row } from "../../sync/messages.ts";
import type { HeaderTraits, State } from "../../sync/state.ts";
import { askRows, payloadOf, type Transport } from "../../sync/transport.ts";
import { copyText } from "../copy.ts";
import { h, setFlag, setText } from "../dom.ts";
import { facets } from "../facets.ts";
import { highlight } from "../highlight.ts";
import { icon } from "../icons.ts";
import { keyboard } from "../keyboard.ts";
import { lossLine } from "../loss.ts";
import { menu } from "../menu.ts";
import { message, notice } from "../message.ts";
import { picking } from "../picking.ts";
import type { Page } from "../row_cache.ts";
import { search } from "../search.ts";
import { table } from "../table.ts";
import { toast } from "../toast.ts";
import { tree } from "../tree.ts";
import { bytesTab } from "./bytes.ts";
import { arranged, headerColumns, headerRowClass, isChosen, PLACES } from "./columns.ts";
import { edits, editTab, undoKeys } from "./editor.ts";
import { elementTab } from "./element.ts";
import { explanation } from "./explanation.ts";
import { files } from "./files.ts";
import { markCell, markLegend } from "./marks.ts";
import { problemsTab } from "./problems_panel.ts";
import { reveal } from "./reveal.ts";
import { sidePanel } from "./side.ts";

export interface Shared {
  traits: State<HeaderTraits>;
  transport: Transport;
  /** The rows of the first screen, until the header is read. */
  first: Row[];
}

export function header(shared: Shared, el: HTMLElement, signal: AbortSignal): void {
  const { traits, transport } = shared;
  const browsing = tree();
  // What a search finds is shown even below a closed row; rows closed meanwhile are its own.
  const searching = tree();
  let query = "";
  let sort: RowSort | null = null;
  let last: GetRowsResult | null = null;
  let currentRow: Row | null = null;
  let reloaded = (): void => {};

  const title = h("h2", { class: "dw-widget-title dw-header-title" });
  const size = h("span", { class: "dw-header-size" });
  const trouble = h("div", { class: "dw-header-trouble" });
  const loss = lossLine(transport, "dw-header-loss", signal);
  const legend = h("div", { class: "dw-header-legend", hidden: true });
  const word = toast(signal);

  const field = search(
    {
      label: "Search the header",
      placeholder: "Search, or vr:PN value:…",
      onQuery(next) {
        query = next;
        narrowed();
      },
      onStep: (step) => void toMatch(step),
    },
    signal,
  );
  const filter = facets(
    { ask: async () => (await request("get_facets", asked())).facets, onChange: () => narrowed() },
    signal,
  );
  const narrowing = () => query !== "" || Object.keys(filter.chosen).length > 0;
  const closed = () => (narrowing() ? searching : browsing);
  const narrowed = () => {
    searching.clear();
    rows.reload({ top: true });
  };

  const asked = (): RowsAsked => ({
    query,
    collapsed: closed().closed,
    facets: filter.chosen,
    sort,
  });
  async function request<
    C extends "get_rows" | "get_facets" | "get_match" | "get_row_ids" | "get_element" | "get_copy",
  >(command: C, args: Parameters<typeof transport.request<C>>[1]) {
    return (await transport.request(command, args, { signal })).result;
  }
  const fetch = async (
    start: number,
    stop: number,
    generation: number,
    locate: number[],
  ): Promise<Page<Row>> => {
    const args = { start, stop, ...asked(), locate };
    last = await askRows(transport, "get_rows", args, { generation, signal });
    return last;
  };
  const toMatch = async (step: 1 | -1): Promise<void> => {
    const { place } = await request("get_match", { ...asked(), place: rows.current, step });
    if (place >= 0) rows.go(place);
  };
  const copy = (form: CopyForm, id: number) =>
    request("get_copy", { id, form }).then(({ text }) => text);
  // What a saved page knows of a row is neither its bytes nor JSON.
  const whole = transport.can("get_bytes");
  const copyRow = async (form: CopyForm): Promise<void> => {
    if (!currentRow) return;
    const done = await copyText(copy(form, currentRow.id), copies);
    word.say(done ? "Copied." : "Nothing was copied.");
  };

  const list = traits.get("editable") && transport.live ? edits(transport, signal) : null;
  let touched: ReadonlySet<number> = new Set();
  const rows = table<Row>(
    {
      label: "DICOM header",
      columns: headerColumns({
        marked: (text, row, field) =>
          highlight(text, row.number ? wordsFor(parseQuery(query), field) : []),
        signs: markCell,
        flat: () => sort !== null,
      }),
      shows: (key) => isChosen(key, traits.get("columns")),
      plain: true,
      fetch,
      tree: closed,
      rowClass: (row) =>
        touched.has(row.id) ? `${headerRowClass(row)} dw-is-edited` : headerRowClass(row),
      sorting: { sorted: () => sort ?? { column: "tag", descending: false }, sort: sortBy },
      picking: picking(
        {
          traits,
          ids: async (start, stop) =>
            (await request("get_row_ids", { ...asked(), start, stop })).ids,
          locate: async (locate) =>
            (await request("get_rows", { ...asked(), start: 0, stop: 0, locate })).places,
          say: (text) => word.say(text),
          changed: () => rows?.redraw(),
        },
        signal,
      ),
      onKey: copyKey,
      onCurrent(row) {
        currentRow = row;
        side.show(row);
        counted();
      },
      onActivate: () => side.open(),
      empty: () => (narrowing() ? "Nothing matches." : "Nothing to show."),
      onPage,
      onError(error) {
        if (signal.aborted || !transport.live) return;
        trouble.replaceChildren(message(payloadOf(error)));
      },
    },
    signal,
  );

  function sortBy(column: string): void {
    const again = sort ? sort.column === column : column === "tag";
    const descending = again && !(sort?.descending ?? false);
    const back = column === "tag" && !descending;
    sort = back ? null : { column: column as SortColumn, descending };
    rows.reload({ top: true });
  }
  function copyKey(event: KeyboardEvent): boolean {
    const command = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "c";
    if (!command || !getSelection()?.isCollapsed || !currentRow) return false;
    void copyRow("value");
    return true;
  }

  const problems = problemsTab(
    transport,
    {
      onGo: ({ id, above }) => void toRow(id, above),
      onCount: (text, label) => side?.badge("problems", text, label),
    },
    signal,
  );
  const side = sidePanel(
    [
      elementTab({
        detail: (id) => request("get_element", { id }),
        copy: (id, form) => copy(form, id),
        json: whole,
        explaining: explanation(transport, signal),
      }),
      ...(whole ? [bytesTab(transport, (id) => void toRow(id))] : []),
      ...(list ? [editTab(transport, list)] : []),
      problems,
    ],
    signal,
    {
      onClose: () => rows.focus(),
      onToggle(open) {
        setFlag(details, "aria-expanded", open);
        if (open) problems.wake();
      },
    },
  );
  /** Go to a row, below the rows `above` where those are known. */
  const toRow = async (id: number, above: readonly number[] = []): Promise<void> => {
    const there = await reveal(id, above, {
      async placeOf() {
        const args = { start: 0, stop: 0, ...asked(), locate: [id] };
        return (await transport.request("get_rows", args, { signal })).result.places[0] ?? -1;
      },
      open: (ids) => ids.filter((each) => closed().set(each, false)).length > 0,
      widen,
      reload: () =>
        new Promise((resolve) => {
          reloaded = resolve;
          rows.reload();
        }),
      go: (place) => rows.go(place),
    });
    if (!there) word.say("This file has no such row.");
  };
  /** Show more rows: leave what narrows them, then open what is closed; false for all shown. */
  function widen(): boolean {
    if (narrowing() || sort) {
      sort = null;
      field.clear();
      filter.clear();
      return true;
    }
    const closedOnes = browsing.closed.length > 0;
    browsing.clear();
    return closedOnes;
  }
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
  const choose = h(
    "button",
    { class: "dw-button", "aria-label": "Columns", title: "Columns" },
    icon("panels"),
  );
  const copies = h(
    "button",
    { class: "dw-button", "aria-label": "Copy", title: "Copy" },
    icon("copy"),
  );
  menu(choose, "Columns", columnItems, signal);
  menu(copies, "Copy", () => [{ title: "Copy the current row", items: copyItems() }], signal);

  function columnItems() {
    const shown = traits.get("columns");
    const { hidden } = arranged(shown, width);
    const items = PLACES.filter(({ key }) => key !== "name").map(({ key, label }) => ({
      label,
      on: shown.includes(key),
      toggle: true,
      detail: shown.includes(key) && hidden.includes(key) ? "no room" : "",
      run: () =>
        traits.commit({
          columns: toggled(shown === traits.get("columns") ? shown : traits.get("columns"), key),
        }),
    }));
    return [{ title: "Columns", items }];
  }
  function copyItems() {
    const none = currentRow === null;
    const item = (form: CopyForm, label: string, key?: string) => ({
      label,
      disabled: none,
      key,
      run: () => void copyRow(form),
    });
    return [
      item("value", "Value", "Ctrl+C"),
      item("python", "Python"),
      ...(whole ? [item("json", "DICOM JSON")] : []),
      item("path", "Path"),
      item("tag", "Tag"),
    ];
  }

  function counted(): void {
    const matches = last?.matches ?? 0;
    const number = currentRow?.number ?? 0;
    const all = `${count(matches)} match${matches === 1 ? "" : "es"}`;
    field.count(
      !narrowing() || !last ? "" : number ? `${count(number)} of ${count(matches)}` : all,
    );
  }
  function onPage(_page: Page<Row>, fresh: boolean): void {
    if (!fresh || !last) return;
    shared.first = [];
    reloaded();
    setText(title, last.title || "Header");
    setText(size, `${count(last.elements)} elements`);
    counted();
    field.remark(last.remark);
    const nothing = last.elements === 0;
    el.classList.toggle("dw-header-nothing", nothing);
    for (const each of [main, bar]) each.hidden = nothing;
    flatLine.hidden = !last.flat;
    legend.replaceChildren(...markLegend(last.marks));
    trouble.replaceChildren(...remarks(last.problems, nothing));
  }

  const flatLine = h(
    "div",
    { class: "dw-header-flat", role: "status", hidden: true },
    "Sorted, so shown without nesting: behind a name stands what it is in. ",
    h("button", { class: "dw-link", onclick: unsort }, "Back to the order of the file"),
  );
  function unsort(): void {
    sort = null;
    rows.reload({ top: true });
    rows.focus();
  }

  const walk = files(traits, signal);
  const tall = () => root.style.setProperty("--dw-table-height", `${traits.get("height")}px`);
  const bar = h(
    "div",
    { class: "dw-header-bar" },
    h("div", { class: "dw-header-words" }, title, size),
    field.el,
    h("div", { class: "dw-header-tools" }, filter.button, choose, copies, details),
  );
  const around = h("div", { class: "dw-header-rows" }, rows.el);
  const main = h("div", { class: "dw-header-main" }, around, side.el);
  const root = h(
    "div",
    {
      class: "dicomwidgets dw-header-table",
      role: "group",
      "aria-label": "DICOM header",
    },
    h("style", {}, sheet),
    bar,
    filter.chips,
    flatLine,
    loss,
    trouble,
    main,
    legend,
    walk,
    word.el,
  );
  keyboard(
    root,
    {
      "/": () => field.focus(),
      Escape: () => side.close(),
      F3: () => void toMatch(1),
      "Shift+F3": () => void toMatch(-1),
    },
    signal,
  );
  field.el.addEventListener(
    "keydown",
    (event) => {
      const step = event.key === "F3" ? (event.shiftKey ? -1 : 1) : 0;
      if (step) void toMatch(step);
      else if (event.key === "ArrowDown") rows.focus();
      else return;
      event.preventDefault();
    },
    { signal },
  );

  let width = 0;
  const arrange = () => {
    const { template, hidden } = arranged(traits.get("columns"), width);
    around.style.setProperty("--dw-table-columns", template);
    around.dataset.hidden = hidden.join(" ");
    legend.hidden = hidden.includes("marks");
  };
  const sized = new ResizeObserver(() => {
    width = around.clientWidth;
    arrange();
  });
  sized.observe(around);
  signal.addEventListener("abort", () => sized.disconnect(), { once: true });
  const rearrange = () => {
    arrange();
    rows.redraw();
  };
  traits.on("columns", rearrange, signal);
  traits.on("height", tall, signal);
  transport.on(
    "rows",
    () => {
      rows.reload();
      problems.change(side.isOpen);
    },
    signal,
  );
  list?.onChange((state) => {
    touched = new Set(state.touched);
    rows.redraw();
  });
  if (list) undoKeys(root, list, signal);
  tall();
  el.classList.add("dw-host");
  el.append(root);
  signal.addEventListener("abort", () => root.remove(), { once: true });
  const ahead = () => shared.first.length > 0 && rows.ahead(shared.first);
  transport.on("first_rows", ahead, signal);
  ahead();
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

function toggled(shown: readonly string[], key: string): string[] {
  return PLACES.map((place) => place.key).filter((each) =>
    each === key ? !shown.includes(each) : shown.includes(each),
  );
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}
