// A view of the anonymization preview: the slider that walks the files, the image, the table.
import type { Host } from "../sync/host.ts";
import type { ErrorPayload, GetPreviewResult, PreviewRow } from "../sync/messages.ts";
import type { PreviewTraits, State } from "../sync/state.ts";
import { askRows, payloadOf, type Transport } from "../sync/transport.ts";
import { badges } from "./badges.ts";
import { h, setText } from "./dom.ts";
import { imagePane } from "./image_pane.ts";
import { keyboard } from "./keyboard.ts";
import { lossLine } from "./loss.ts";
import { message } from "./message.ts";
import { previewColumns, previewDetail, previewRowClass } from "./preview_columns.ts";
import { deciding } from "./preview_deciding.ts";
import { legend } from "./preview_legend.ts";
import { previewNotes } from "./preview_notes.ts";
import { problems } from "./problems.ts";
import type { Page } from "./row_cache.ts";
import { search } from "./search.ts";
import { slider } from "./slider.ts";
import { table } from "./table.ts";
import { tooltips } from "./tooltip.ts";

/** Keys held down let the slider go thirty times a second: the kernel hears of the last. */
const REST_MS = 100;

const counted = (count: number, noun: string) =>
  `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;

export interface Shared {
  traits: State<PreviewTraits>;
  transport: Transport;
}

export interface Place {
  el: HTMLElement;
  signal: AbortSignal;
  host: Host;
}

export function preview({ traits, transport }: Shared, { el, signal, host }: Place): void {
  let query = "";
  let last: GetPreviewResult | null = null;
  /** The stop whose rows were asked for last, and how many stops there were then. */
  let asked = { index: traits.get("index"), count: traits.get("count") };
  let timer = 0;

  const title = h("h2", { class: "dw-widget-title dw-preview-title" }, "Anonymization");
  const edition = h("span", { class: "dw-preview-edition" });
  const progress = h("span", { class: "dw-preview-progress", role: "status" });
  const trouble = problems(signal);
  const risks = badges();
  const notes = previewNotes();
  const loss = lossLine(transport, "dw-preview-loss", signal);
  const failure = h("div", { class: "dw-preview-failure" });
  const walk = slider({ label: "Slice or file", min: 1, max: 1, step: 1, value: 1 }, signal);
  const image = imagePane({ transport, host }, (index) => go(index), signal);
  const filter = legend({
    filter: () => rows.reload({ top: true }),
    rows(show) {
      traits.commit({ show });
      filter.rows(show);
      rows.reload({ top: true });
    },
  });
  const sum = h("span", { class: "dw-preview-sum", role: "status" });
  const left = h("span", {
    class: "dw-preview-left",
    role: "status",
    "data-tip": "By their headers; nothing of them is blacked out",
  });
  const decide = deciding(
    traits,
    transport,
    {
      able: () => image.able(),
      changed() {
        rows.reload();
        image.redo();
        void tellRemaining();
      },
      back: () => rows.focus(),
    },
    signal,
  );
  const field = search(
    {
      label: "Search the elements",
      placeholder: "Search tag, name, value or reason",
      onQuery(next) {
        query = next;
        rows.reload({ top: true });
      },
    },
    signal,
  );

  const ask = async (start: number, stop: number, generation: number, locate: number[]) => {
    const words = [filter.words, query].filter(Boolean).join(" ");
    const args = { start, stop, query: words, show: traits.get("show"), locate };
    last = await askRows(transport, "get_preview", args, { generation, signal });
    return last;
  };
  const rows = table<PreviewRow>(
    {
      label: "Elements before and after",
      columns: previewColumns(() => query),
      fetch: ask,
      rowClass: previewRowClass,
      detail: (row) => previewDetail(row, decide.below(row)),
      empty: () => (query ? "Nothing matches." : "Nothing would change."),
      onPage,
      onError,
    },
    signal,
  );

  function onPage(_page: Page<PreviewRow>, fresh: boolean): void {
    if (!fresh || !last) return;
    setText(title, last.title);
    title.title = last.title;
    setText(edition, `Basic Profile, PS3.15 ${last.edition}`);
    filter.show(last.counts, last.reasons);
    const remaining = last.risks.filter(({ text }) => text !== "Image: unchanged");
    risks.show(remaining);
    notes.show(last.notes);
    setText(sum, `${counted(last.changed, "change")} · ${counted(remaining.length, "risk")} left`);
    const plural = last.total === 1 ? "" : "s";
    field.count(query ? `${last.total.toLocaleString("en-US")} row${plural}` : "");
    fail(null);
    const other = traits.get("count") > 0 && last.index !== traits.get("index");
    if (other) setText(progress, `This page holds only number ${last.index + 1}.`);
    // Before the index is complete nobody knows which series the file belongs to.
    if (traits.get("count") > 0) image.show(last.image, last.index);
  }
  function onError(error: unknown): void {
    if (!signal.aborted && transport.live) fail(payloadOf(error));
  }
  function fail(error: ErrorPayload | null): void {
    failure.replaceChildren(...(error ? [message(error)] : []));
    root.classList.toggle("dw-preview-failed", error !== null);
  }

  /** Go to a stop, in the browser, the kernel and the table. */
  function go(index: number): void {
    walk.set(index + 1);
    image.follow(index, true);
    traits.commit({ index });
    reload();
  }
  function reload(): void {
    asked = { index: traits.get("index"), count: traits.get("count") };
    rows.reload();
  }
  function place(): void {
    const count = traits.get("count");
    walk.el.hidden = count < 2;
    walk.setRange(1, Math.max(count, 1), 1);
    walk.setUnit(count > 1 ? `of ${count.toLocaleString("en-US")}` : "");
    walk.set(traits.get("index") + 1);
  }
  function moved(): void {
    place();
    if (asked.index === traits.get("index") && asked.count === traits.get("count")) return;
    image.follow(traits.get("index"), false);
    reload();
  }
  async function tellProblems(): Promise<void> {
    try {
      trouble.show((await transport.request("get_series", {}, { signal })).result);
    } catch {
      // The table says what is wrong.
    }
  }

  let asking = 0;
  let remainingKnown = false;
  async function tellRemaining(): Promise<void> {
    const mine = ++asking;
    try {
      const { result } = await transport.request("get_remaining", {}, { signal });
      if (mine !== asking) return;
      const { files, likely } = result;
      remainingKnown = files > 0;
      const of = files > 1 ? ` of ${counted(files, "image file")}` : "";
      setText(
        left,
        likely > 0 ? `Text likely stays in ${likely.toLocaleString("en-US")}${of}` : "",
      );
    } catch {
      // A saved page knows one file only.
    }
  }

  const root = h(
    "div",
    {
      class: "dicomwidgets dw-anonymization-preview",
      role: "group",
      "aria-label": "Anonymization preview",
    },
    h(
      "div",
      { class: "dw-preview-bar" },
      h("div", { class: "dw-preview-words" }, title, edition, progress, trouble.el),
      left,
      sum,
      decide.bar,
    ),
    decide.panels,
    loss,
    h("div", { class: "dw-preview-walk" }, walk.el),
    failure,
    h(
      "div",
      { class: "dw-preview-body" },
      image.el,
      h(
        "div",
        { class: "dw-preview-main" },
        risks.el,
        notes.el,
        h("div", { class: "dw-preview-tools" }, filter.el, field.el),
        rows.el,
      ),
    ),
  );

  // While the slider is held only the image follows; the rest hears of it when it is let go.
  walk.onInput((value) => image.follow(Math.round(value) - 1, false));
  walk.onCommit((value) => {
    clearTimeout(timer);
    timer = window.setTimeout(() => go(Math.round(value) - 1), REST_MS);
  });
  keyboard(root, { "/": () => field.focus() }, signal);
  field.el.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "ArrowDown") return;
      event.preventDefault();
      rows.focus();
    },
    { signal },
  );
  traits.on("index", moved, signal);
  traits.on("count", moved, signal);
  traits.on("profile", reload, signal);
  traits.on(
    "show",
    (show) => {
      filter.rows(show);
      rows.reload({ top: true });
    },
    signal,
  );
  transport.on(
    "rows",
    () => {
      setText(progress, "");
      if (last === null || last.index !== traits.get("index")) reload();
      else moved();
      void tellProblems();
      if (traits.get("count") > 0 && !remainingKnown) void tellRemaining();
    },
    signal,
  );
  transport.on(
    "progress",
    ({ what, done, total }) =>
      setText(progress, `${what}: ${done}${total === null ? "" : ` of ${total}`}`),
    signal,
  );
  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  filter.rows(traits.get("show"));
  place();
  tooltips(root, signal);
  el.classList.add("dw-host");
  el.append(root);
  signal.addEventListener("abort", () => root.remove(), { once: true });
  rows.reload();
  void tellProblems();
}
