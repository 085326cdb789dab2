// The head of a table: names of the columns; those that sort are buttons.
import { h, setAttribute } from "./dom.ts";
import type { Column } from "./table.ts";

export interface Sorting {
  /** How the rows are sorted; null for the table's own order. */
  sorted: () => { column: string; descending: boolean } | null;
  /** A column's button was pressed. */
  sort: (column: string) => void;
}

export interface TableHead {
  el: HTMLElement;
  /** Say by what the rows are sorted now. */
  show(): void;
}

export function tableHead<R>(columns: Column<R>[], sorting: Sorting | undefined): TableHead {
  const cells = columns.map(({ key, label, sort, hint }, i) => {
    const name = h("span", { class: hint ? "dw-hidden" : "" }, label);
    const press = () => sort && sorting?.sort(sort);
    const button = h(
      "button",
      { class: "dw-sort", title: `Sort by ${label}`, onclick: press },
      name,
    );
    return h(
      "div",
      {
        class: `dw-cell dw-cell-${key}`,
        role: "columnheader",
        "aria-colindex": i + 1,
        title: hint ?? null,
      },
      sort && sorting ? button : name,
    );
  });
  const show = () => {
    const now = sorting?.sorted() ?? null;
    for (const [i, { sort }] of columns.entries()) {
      const way = now?.descending ? "descending" : "ascending";
      if (sort && cells[i])
        setAttribute(cells[i], "aria-sort", now?.column === sort ? way : "none");
    }
  };
  if (sorting) show();
  const row = h("div", { class: "dw-row-head", role: "row", "aria-rowindex": 1 }, ...cells);
  return { el: h("div", { class: "dw-table-head", role: "rowgroup" }, row), show };
}
