// A view of a comparison: what is compared, what is ignored, the rows, the way through them.
import type { DifferenceLine, GetDifferenceResult } from "../../sync/difference_messages.ts";
import type { ErrorPayload } from "../../sync/messages.ts";
import type { DifferenceTraits, State } from "../../sync/state.ts";
import { askRows, payloadOf, type Transport } from "../../sync/transport.ts";
import { h, setFlag, setText } from "../dom.ts";
import { icon } from "../icons.ts";
import { keyboard } from "../keyboard.ts";
import { lossLine } from "../loss.ts";
import { message, notice } from "../message.ts";
import { search } from "../search.ts";
import { type Table, table } from "../table.ts";
import { toast } from "../toast.ts";
import { tooltips } from "../tooltip.ts";
import { tree } from "../tree.ts";
import { differenceColumns, differenceRowClass } from "./columns.ts";
import { differenceDetail } from "./detail.ts";
import { kinds } from "./kinds.ts";
import { reading } from "./reading.ts";
import { rules } from "./rules.ts";
import { sides } from "./sides.ts";

export interface Shared {
  traits: State<DifferenceTraits>;
  transport: Transport;
}

export function difference(
  { traits, transport }: Shared,
  el: HTMLElement,
  signal: AbortSignal,
): void {
  const closed = tree();
  let query = "";
  let last: GetDifferenceResult | null = null;
  let rows: Table<DifferenceLine> | null = null;
  let drawn = "";
  let built = new AbortController();

  const title = h("h2", { class: "dw-diff-title" }, "Comparison");
  const named = h("div", { class: "dw-diff-sides" });
  const place = h("span", { class: "dw-diff-place", role: "status" });
  const trouble = h("div", { class: "dw-diff-trouble" });
  const room = h("div", { class: "dw-diff-rows" });
  const loss = lossLine(transport, "dw-diff-loss", signal);
  const told = toast(signal);
  const wait = reading(transport, signal);
  const filter = kinds(() => again({ top: true }));
  const ignoring = rules({
    switched: (ignore) => {
      traits.commit({ ignore });
      tellRules();
    },
    removed: (rule) => void putRules((last?.rules ?? []).filter((each) => each !== rule)),
  });
  const field = search(
    {
      label: "Search the differences",
      placeholder: "Search tag, name or value",
      onQuery(next) {
        query = next;
        again({ top: true });
      },
    },
    signal,
  );
  const only = h("button", { class: "dw-button", onclick: () => showRows("different") });
  const every = h("button", { class: "dw-button", onclick: () => showRows("all") });
  only.textContent = "Differences";
  every.textContent = "All";
  const arrow = (step: 1 | -1, label: string, key: string) =>
    h(
      "button",
      {
        class: `dw-button dw-diff-step dw-diff-step-${step === 1 ? "next" : "previous"}`,
        "aria-label": label,
        "data-tip": label,
        "data-tip-key": key,
        onclick: () => void goOn(step),
      },
      icon("chevron"),
    );
  const bar = h(
    "div",
    { class: "dw-diff-tools" },
    h("div", { class: "dw-pair", role: "group", "aria-label": "Rows" }, only, every),
    h(
      "div",
      { class: "dw-diff-steps", role: "group", "aria-label": "Go to" },
      arrow(-1, "Previous difference", "p"),
      arrow(1, "Next difference", "n"),
      place,
    ),
    filter.el,
    field.el,
  );

  const question = () => ({
    query,
    collapsed: closed.closed,
    show: traits.get("show"),
    kinds: filter.chosen,
  });
  const ask = async (start: number, stop: number, generation: number) => {
    const args = { start, stop, ...question() };
    last = await askRows(transport, "get_difference", args, { generation, signal });
    return last;
  };

  /** Ask for what there is; a table is made when its columns are known. */
  async function open(): Promise<void> {
    try {
      take(await ask(0, 0, ++asked));
    } catch (error) {
      fail(error);
    }
  }
  let asked = 0;
  function take(result: GetDifferenceResult): void {
    const columns = JSON.stringify([result.mode, result.columns]);
    if (result.columns.length > 0) {
      if (columns !== drawn || rows === null) build(result, columns);
      rows?.reload();
    }
    tell(result);
  }
  function build(result: GetDifferenceResult, columns: string): void {
    drawn = columns;
    built.abort();
    built = new AbortController();
    root.style.setProperty("--dw-sides", String(result.columns.length));
    rows = table<DifferenceLine>(
      {
        label: "Differences",
        columns: differenceColumns(result, () => query),
        fetch: ask,
        tree: () => closed,
        rowClass: differenceRowClass,
        detail: (row) =>
          differenceDetail(row, {
            shown: () => last ?? result,
            ignore: result.changeable ? (rule) => void addRule(rule) : null,
          }),
        empty: () => emptyText(),
        onPage(_page, fresh) {
          if (fresh && last) tell(last);
        },
        onError: fail,
      },
      built.signal,
    );
    room.replaceChildren(rows.el);
  }
  function emptyText(): string {
    if (query || filter.chosen.length > 0) return "Nothing matches.";
    const ignored = last?.ignored ?? 0;
    return ignored > 0 ? `No difference, but ${plural(ignored)} ignored.` : "No difference.";
  }

  function tell(result: GetDifferenceResult): void {
    const nothing = result.columns.length === 0;
    const busy = nothing && !result.complete;
    wait.show(busy);
    setText(
      title,
      result.mode === "series" && result.columns.length === 1 ? "Series" : "Comparison",
    );
    named.replaceChildren(...sides(result.columns));
    filter.show(result);
    tellRules();
    field.count(query ? `${count(result.matches)} found` : "");
    setText(place, nothing ? "" : summary(result));
    room.hidden = bar.hidden = nothing;
    ignoring.el.hidden ||= nothing;
    root.classList.toggle("dw-diff-busy", busy);
    trouble.replaceChildren(...remarks(result.problems, nothing));
  }
  function summary({ differences, ignored, mode, columns }: GetDifferenceResult): string {
    const also = ignored > 0 ? `, ${count(ignored)} ignored` : "";
    const one = mode === "series" && columns.length === 1;
    return `${one ? `${count(differences)} not constant` : plural(differences)}${also}`;
  }
  function tellRules(): void {
    ignoring.show(traits.get("ignore"), last?.rules ?? [], last?.changeable ?? true);
  }
  function fail(error: unknown): void {
    if (signal.aborted || !transport.live) return;
    trouble.replaceChildren(message(payloadOf(error)));
  }

  function again(options?: { top?: boolean }): void {
    if (last && last.columns.length > 0) rows?.reload(options);
  }
  function showRows(show: "different" | "all"): void {
    traits.commit({ show });
    pressed();
    again({ top: true });
  }
  function pressed(): void {
    setFlag(only, "aria-pressed", traits.get("show") === "different");
    setFlag(every, "aria-pressed", traits.get("show") === "all");
  }
  async function goOn(step: 1 | -1): Promise<void> {
    if (!rows) return;
    // Before the first one stands the last.
    const from = rows.current < 0 && step === -1 ? 0 : rows.current;
    try {
      const args = { ...question(), from, step };
      const { result } = await transport.request("get_next_difference", args, { signal });
      if (result.index === null) return told.say("There is no difference.");
      rows.go(result.index);
      setText(place, `${count(result.number)} of ${plural(result.total)}`);
    } catch (error) {
      fail(error);
    }
  }
  async function addRule(rule: string): Promise<void> {
    await putRules([...(last?.rules ?? []), rule]);
    rows?.focus();
  }
  async function putRules(next: string[]): Promise<void> {
    try {
      await transport.request("put_rules", { rules: next }, { signal });
    } catch (error) {
      fail(error);
    }
  }

  const root = h(
    "div",
    {
      class: "dicomwidgets dw-header-diff",
      role: "group",
      "aria-label": "Comparison of headers",
    },
    h("div", { class: "dw-diff-bar" }, title, named),
    loss,
    wait.el,
    trouble,
    ignoring.el,
    bar,
    room,
    told.el,
  );
  const tall = () => root.style.setProperty("--dw-table-height", `${traits.get("height")}px`);
  const next = () => void goOn(1);
  const previous = () => void goOn(-1);
  const keys = { n: next, N: previous, p: previous, F7: next, "Shift+F7": previous };
  keyboard(root, { ...keys, "/": () => field.focus() }, signal);
  field.el.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "ArrowDown") return;
      event.preventDefault();
      rows?.focus();
    },
    { signal },
  );
  traits.on(
    "show",
    () => {
      pressed();
      again({ top: true });
    },
    signal,
  );
  traits.on("ignore", tellRules, signal);
  traits.on("height", tall, signal);
  transport.on("rows", () => void open(), signal);
  pressed();
  tall();
  tooltips(root, signal);
  el.classList.add("dw-host");
  el.append(root);
  signal.addEventListener(
    "abort",
    () => {
      built.abort();
      root.remove();
    },
    { once: true },
  );
  room.hidden = bar.hidden = ignoring.el.hidden = true;
  void open();
}

/** Alone they are the message; above rows they are calm lines. */
function remarks(problems: readonly ErrorPayload[], alone: boolean): HTMLElement[] {
  if (alone) return problems.map(message);
  return problems.slice(0, 4).map((problem) => {
    const text = problem.file ? `${problem.file}: ${problem.message}` : problem.message;
    return notice(text, problem.kind === "info" ? "info" : "warning");
  });
}

const count = (number: number) => number.toLocaleString("en-US");
const plural = (number: number) => `${count(number)} difference${number === 1 ? "" : "s"}`;
