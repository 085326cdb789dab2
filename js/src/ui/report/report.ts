// A view of the report viewer: cover above, then the content as document, tree or table, traces of a
// recording, or the card of a document.
import type { Host } from "../../sync/host.ts";
import type { GetReportResult, ReportFact, ReportItem } from "../../sync/report_messages.ts";
import type { ReportTraits, State } from "../../sync/state.ts";
import { payloadOf, type Transport } from "../../sync/transport.ts";
import { h, setFlag, setText } from "../dom.ts";
import { keyboard } from "../keyboard.ts";
import { lossLine } from "../loss.ts";
import { message, notice } from "../message.ts";
import { search } from "../search.ts";
import { slider } from "../slider.ts";
import { tooltips } from "../tooltip.ts";
import { beside } from "./beside.ts";
import { card } from "./card.ts";
import { content, MOST } from "./content.ts";
import { measuredTable } from "./measured.ts";
import { traces } from "./traces.ts";

export interface Shared {
  traits: State<ReportTraits>;
  transport: Transport;
}

const FORMS = { document: "Document", tree: "Tree", table: "Measurements" } as const;
type Form = keyof typeof FORMS;
const CHUNK = 1000;

export function report(
  { traits, transport }: Shared,
  { el, signal, host }: { el: HTMLElement; signal: AbortSignal; host: Host },
): void {
  let shown: GetReportResult | null = null;
  let items: ReportItem[] = [];
  let query = "";
  let asked = 0;
  let part: AbortController | null = null;

  const title = h("h2", { class: "dw-report-title" });
  const facts = h("dl", { class: "dw-report-facts" });
  const trouble = h("div", { class: "dw-report-trouble" });
  const body = h("div", { class: "dw-report-body" });
  const image = beside(
    transport,
    host,
    (open) => root.classList.toggle("dw-report-split", open),
    signal,
  );
  const tree = content(
    {
      open(item, place) {
        const number = item.references[place]?.report;
        if (typeof number === "number") traits.commit({ index: number });
        else void image.open(item.id, place);
      },
    },
    signal,
  );
  const field = search(
    {
      label: "Search the report",
      placeholder: "Search concept, value or code",
      onQuery(next) {
        query = next;
        const count = tree.search(next);
        field.count(next ? `${count} of ${items.length}` : "");
        if (traits.get("form") === "table") draw();
      },
    },
    signal,
  );
  const forms = Object.entries(FORMS).map(([key, text]) => {
    const choose = () => traits.commit({ form: key as Form });
    return h(
      "button",
      { class: "dw-button", "data-form": key, "aria-pressed": "false", onclick: choose },
      text,
    );
  });
  const walk = slider({ label: "Report", min: 1, max: 1, step: 1, value: 1 }, signal);
  walk.onCommit((value) => traits.commit({ index: Math.round(value) - 1 }));
  const bar = h(
    "div",
    { class: "dw-report-bar" },
    h("div", { class: "dw-report-forms", role: "group", "aria-label": "Form" }, ...forms),
    field.el,
  );
  const loss = lossLine(transport, "dw-report-loss", signal);
  const under = h("div", { class: "dw-report-slider" }, walk.el);
  const root = h(
    "div",
    {
      class: "dicomwidgets dw-report-viewer",
      role: "group",
      "aria-label": "DICOM report",
    },
    h("div", { class: "dw-report-cover" }, title, facts),
    loss,
    trouble,
    bar,
    h("div", { class: "dw-report-rooms" }, body, image.el),
    under,
  );
  tooltips(root, signal);

  const draw = () => {
    if (!shown) return;
    const form = traits.get("form");
    for (const button of forms) setFlag(button, "aria-pressed", button.dataset.form === form);
    part?.abort();
    part = new AbortController();
    const own = AbortSignal.any([part.signal, signal]);
    body.replaceChildren(...parts(shown, form, own));
  };
  const parts = (of: GetReportResult, form: Form, own: AbortSignal): HTMLElement[] => {
    if (of.kind === "document" && of.document) return [card(of.document, transport, own)];
    if (of.kind === "recording") return [traces(of.recording, of.notes, transport, own)];
    if (of.kind !== "report") return [];
    if (form === "table") return [measuredTable(items, query, goTo)];
    tree.show(items, form);
    const more = items.length > MOST;
    const cut = `The first ${MOST} of ${items.length} items are shown; report.text() has them all.`;
    return more ? [notice(cut, "warning"), tree.el] : [tree.el];
  };
  const goTo = (id: number) => {
    traits.commit({ form: "document" });
    draw();
    tree.go(id);
  };
  const cover = (of: GetReportResult) => {
    setText(title, of.title || "Report");
    facts.replaceChildren(...of.facts.map(fact));
    const alone = of.kind === "none";
    setFlag(body, "hidden", alone);
    bar.hidden = of.kind !== "report";
    title.hidden = alone;
    const said = of.problems.map((each) =>
      alone
        ? message(each)
        : notice(each.file ? `${each.file}: ${each.message}` : each.message, "warning"),
    );
    trouble.replaceChildren(...said.slice(0, 4));
    body.dataset.kind = of.kind;
  };
  const load = async () => {
    const mine = ++asked;
    const got: ReportItem[] = [];
    try {
      let result: GetReportResult;
      do {
        const args = { start: got.length, stop: got.length + CHUNK };
        ({ result } = await transport.request("get_report", args, { signal }));
        if (mine !== asked) return;
        got.push(...result.items);
      } while (result.items.length > 0 && got.length < result.total);
      const same =
        shown?.kind === result.kind && result.kind !== "report" && shown.title === result.title;
      shown = result;
      items = got;
      cover(result);
      // A recording keeps its place when the source has been looked through.
      if (
        !same ||
        JSON.stringify(body.dataset.index) !== JSON.stringify(String(traits.get("index")))
      )
        draw();
      body.dataset.index = String(traits.get("index"));
    } catch (reason) {
      if (!signal.aborted && transport.live) trouble.replaceChildren(message(payloadOf(reason)));
    }
  };
  const place = () => {
    const count = traits.get("count");
    under.hidden = count < 2;
    walk.setRange(1, Math.max(count, 1), 1);
    walk.setUnit(count > 1 ? `of ${count}` : "");
    walk.set(traits.get("index") + 1);
  };
  const tall = () => root.style.setProperty("--dw-report-height", `${traits.get("height")}px`);
  keyboard(root, { "/": () => field.focus() }, signal);
  traits.on("form", draw, signal);
  traits.on("index", place, signal);
  traits.on("count", place, signal);
  traits.on("height", tall, signal);
  transport.on("rows", () => void load(), signal);
  place();
  tall();
  el.classList.add("dw-host");
  el.append(root);
  signal.addEventListener("abort", () => root.remove(), { once: true });
  void load();
}

function fact({ label, value }: ReportFact): HTMLElement {
  return h("div", { class: "dw-report-fact" }, h("dt", {}, label), h("dd", {}, value));
}
