// What a header table shows before it is unpacked: the pushed rows, where the table will draw them.
import { listen } from "../sync/host.ts";
import type { KernelEvent, Row } from "../sync/messages.ts";
import type { HeaderTraits } from "../sync/state.ts";
import { h } from "../ui/dom.ts";
import { arranged, headerColumns, headerRowClass, isChosen } from "../ui/header/columns.ts";
import { tableHead } from "../ui/table_head.ts";
import { rowView } from "../ui/table_row.ts";
import type { Ahead } from "./heading.ts";

const ROW_HEIGHT = 24;

/** Look ahead: listens for the first rows, and draws them in every view. */
const ahead: Ahead = (model, signal) => {
  const draws = new Set<() => void>();
  let rows: Row[] = [];
  const receive = (content: unknown) => {
    const said = content as KernelEvent<"first_rows">;
    if (said?.event !== "first_rows") return;
    rows = said.data.rows;
    for (const draw of draws) draw();
  };
  listen(model, "msg:custom", receive, signal);
  return (el, until) => {
    const get = <K extends keyof HeaderTraits>(name: K) => model.get<HeaderTraits[K]>(name);
    const { root, around, body, view } = skeleton((key) => isChosen(key, get("columns")));
    root.style.setProperty("--dw-table-height", `${get("height")}px`);
    const draw = () => {
      body.style.height = `${rows.length * ROW_HEIGHT}px`;
      body.replaceChildren(...rows.map(view));
    };
    const arrange = () => {
      const { template, hidden } = arranged(get("columns"), around.clientWidth);
      around.style.setProperty("--dw-table-columns", template);
      around.dataset.hidden = hidden.join(" ");
    };
    const sized = new ResizeObserver(arrange);
    draws.add(draw);
    const end = () => {
      draws.delete(draw);
      sized.disconnect();
      root.remove();
    };
    until.addEventListener("abort", end, { once: true });
    el.classList.add("dw-host");
    el.append(root);
    sized.observe(around);
    arrange();
    draw();
    return end;
  };
};

export default ahead;

/** The table without what is not known yet: its parts have the sizes that they will have. */
function skeleton(shows: (key: string) => boolean) {
  const columns = headerColumns();
  const row = rowView<Row>({ columns, shows, rowClass: headerRowClass, prefix: "dw-ahead" });
  const view = (each: Row, index: number) => {
    const element = row(each, index, { current: false, picked: false, unfolded: false });
    element.style.top = `${index * ROW_HEIGHT}px`;
    return element;
  };
  const body = h("div", { class: "dw-table-body", role: "rowgroup" });
  const table = h(
    "div",
    {
      class: "dw-table",
      role: "treegrid",
      tabindex: 0,
      "aria-label": "DICOM header",
      "aria-colcount": columns.length,
      "aria-busy": "true",
      "aria-readonly": "true",
    },
    tableHead(columns, undefined).el,
    body,
  );
  const around = h("div", { class: "dw-header-rows" }, table);
  const root = h(
    "div",
    {
      class: "dicomwidgets dw-header-table dw-ahead",
      role: "group",
      "aria-label": "DICOM header",
    },
    h(
      "div",
      { class: "dw-header-bar" },
      h("div", { class: "dw-header-words" }, h("h2", { class: "dw-widget-title" }, "\u00a0")),
      h("div", { class: "dw-search-room" }, h("div", { class: "dw-search-ahead" })),
      h("div", { class: "dw-header-tools-ahead" }),
    ),
    h("div", { class: "dw-header-main" }, around),
  );
  return { root, around, body, view };
}
