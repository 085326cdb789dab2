// One row of the virtual table as an element.
import { h } from "./dom.ts";
import type { Content, TableOptions, TableRow } from "./table.ts";

interface State {
  current: boolean;
  picked: boolean;
  unfolded: boolean;
}

type View<R> = (row: R | undefined, index: number, state: State) => HTMLElement;

/** How rows are drawn; a row that is not here yet is drawn as a quiet bar. */
export function rowView<R extends TableRow>(
  options: Pick<TableOptions<R>, "columns" | "tree" | "rowClass" | "detail" | "picking"> & {
    prefix: string;
  },
): View<R> {
  const { columns, tree, rowClass, detail, picking, prefix } = options;
  return (row, index, { current, picked, unfolded }) => {
    const element = h("div", {
      id: `${prefix}-${index}`,
      class: `dw-row ${row ? (rowClass?.(row) ?? "") : "dw-row-waiting"}`,
      role: "row",
      "aria-rowindex": index + 2,
      "aria-selected": String(picking ? picked : current),
      "data-index": index,
    });
    if (!row) {
      element.append(h("div", { class: "dw-cell", role: "gridcell" }, "…"));
      return element;
    }
    element.classList.toggle("dw-is-current", current);
    element.setAttribute("aria-level", String(row.depth + 1));
    const opens = Boolean(row.children && tree);
    if (opens) element.setAttribute("aria-expanded", String(!tree?.().has(row.id)));
    for (const [i, { key, content, title, outline }] of columns.entries()) {
      const cell = h(
        "div",
        {
          class: `dw-cell dw-cell-${key}`,
          role: "gridcell",
          "aria-colindex": i + 1,
          title: title?.(row) || null,
        },
        ...(outline ? [outlineOf(row, opens)] : []),
        ...list(content(row)),
      );
      element.append(cell);
    }
    if (unfolded && detail) element.append(detailOf(list(detail(row)), columns.length));
    return element;
  };
}

function outlineOf(row: TableRow, opens: boolean): HTMLElement {
  const outline = h("span", { class: "dw-outline", "aria-hidden": "true" });
  outline.style.setProperty("--dw-depth", String(row.depth));
  outline.append(h("span", { class: opens ? "dw-twist" : "dw-twist-none" }));
  return outline;
}

function detailOf(content: (string | Node)[], columns: number): HTMLElement {
  return h(
    "div",
    { class: "dw-row-detail", role: "gridcell", "aria-colindex": 1, "aria-colspan": columns },
    ...content,
  );
}

/** Content as a list of children. */
export function list(content: Content): (string | Node)[] {
  return Array.isArray(content) ? content : [content];
}
