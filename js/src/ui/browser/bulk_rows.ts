// The first rows of a plan: what becomes of each file, before anything is written.
import type { BulkPlan, BulkRow, BulkState } from "../../sync/bulk_messages.ts";
import { h } from "../dom.ts";
import { notice } from "../message.ts";
import { planText, statusWord } from "./bulk_words.ts";
import { count } from "./figures.ts";

export interface BulkRows {
  el: HTMLElement;
  wait(): void;
  show(plan: BulkPlan, kind: BulkState["kind"]): void;
  clear(): void;
}

export function bulkRows(): BulkRows {
  const head = h("p", { class: "dw-bulk-sum", role: "status" });
  const room = h("div", {
    class: "dw-bulk-rows",
    tabindex: "0",
    role: "region",
    "aria-label": "What will be done",
    hidden: true,
  });
  const said = h("div", {});
  return {
    el: h("div", { class: "dw-bulk-plan" }, head, said, room),
    wait() {
      head.textContent = "Looking at the files…";
    },
    show(plan, kind) {
      head.textContent = planText(plan, kind);
      said.replaceChildren(...plan.remarks.map((each) => notice(each)));
      room.hidden = plan.rows.length === 0;
      const more = plan.omitted > 0 ? [`${count(plan.omitted)} more rows are not shown.`] : [];
      room.replaceChildren(
        table(plan.rows, kind),
        ...more.map((each) => h("p", { class: "dw-bulk-more" }, each)),
      );
    },
    clear() {
      head.textContent = "";
      said.replaceChildren();
      room.replaceChildren();
      room.hidden = true;
    },
  };
}

function table(rows: BulkRow[], kind: BulkState["kind"]): HTMLElement {
  const names = kind === "edit" ? ["File", "Element", "Was", "Becomes"] : ["File", "Becomes"];
  return h(
    "table",
    { class: "dw-bulk-table" },
    h("thead", {}, h("tr", {}, ...names.map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, ...rows.map((row) => line(row, kind))),
  );
}

function line(row: BulkRow, kind: BulkState["kind"]): HTMLElement {
  const odd = row.status !== "change" && row.status !== "write";
  const why = row.said.map((each) => h("div", { class: "dw-bulk-why" }, each));
  const mark = odd ? [h("b", { class: "dw-bulk-odd" }, statusWord(row.status))] : [];
  const more = row.files > 1 ? ` and ${count(row.files - 1)} more` : "";
  const file = h("td", { class: "dw-bulk-file" }, `${row.file}${more}`);
  if (kind === "export") return h("tr", {}, file, h("td", {}, ...mark, row.what, ...why));
  if (row.status !== "change")
    return h("tr", {}, file, h("td", {}, row.what), h("td", { colspan: 2 }, ...mark, ...why));
  return h(
    "tr",
    {},
    file,
    h("td", {}, row.what),
    h("td", {}, row.old || none()),
    h("td", {}, row.new || none(), ...why),
  );
}

function none(): HTMLElement {
  return h("i", { class: "dw-bulk-none" }, "nothing");
}
