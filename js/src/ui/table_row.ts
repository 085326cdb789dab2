// One row of the virtual table as an element.
import { h } from "./dom.ts";
import type { Column, Content, TableOptions, TableRow } from "./table.ts";

interface State {
  current: boolean;
  picked: boolean;
  unfolded: boolean;
}

type View<R> = (row: R | undefined, index: number, state: State) => HTMLElement;

/** How rows are drawn; a row that is not here yet is drawn as a quiet bar. */
export function rowView<R extends TableRow>(
  options: Pick<
    TableOptions<R>,
    "columns" | "shows" | "tree" | "rowClass" | "detail" | "picking"
  > & {
    prefix: string;
  },
): View<R> {
  const { columns, shows = () => true, tree, rowClass, detail, picking, prefix } = options;
  const blank = blankRows(columns, shows);
  return (row, index, { current, picked, unfolded }) => {
    const { element, shown } = row ? blank() : waiting();
    const state = {
      id: `${prefix}-${index}`,
      class: `dw-row ${row ? (rowClass?.(row) ?? "") : "dw-row-waiting"}`,
      "aria-rowindex": index + 2,
      "aria-selected": picking ? picked : current,
      "data-index": index,
    };
    for (const [name, value] of Object.entries(state)) element.setAttribute(name, String(value));
    if (!row) return element;
    element.classList.toggle("dw-is-current", current);
    element.setAttribute("aria-level", String(row.depth + 1));
    const opens = Boolean(row.children && tree);
    if (opens) element.setAttribute("aria-expanded", String(!tree?.().has(row.id)));
    for (const [i, { content, title, outline }] of shown.entries()) {
      const cell = element.children[i];
      const said = title?.(row);
      if (said) cell?.setAttribute("title", said);
      if (outline) cell?.append(outlineOf(row, opens));
      cell?.append(...list(content(row)));
    }
    if (unfolded && detail) element.append(detailOf(list(detail(row)), columns.length));
    return element;
  };
}

function waiting() {
  const bar = h("div", { class: "dw-cell", role: "gridcell" }, "…");
  return { element: h("div", { role: "row" }, bar), shown: [] };
}

/** Rows without content, copies of one: a row comes into the document with every step of a wheel. */
function blankRows<R>(columns: Column<R>[], shows: (key: string) => boolean) {
  let made = "";
  let shown: Column<R>[] = [];
  let model = h("div");
  return () => {
    const keys = columns.map(({ key }) => key).filter(shows);
    if (made !== keys.join()) {
      made = keys.join();
      shown = columns.filter(({ key }) => keys.includes(key));
      const cells = shown.map((column) =>
        h("div", {
          class: `dw-cell dw-cell-${column.key}`,
          role: "gridcell",
          "aria-colindex": columns.indexOf(column) + 1,
        }),
      );
      model = h("div", { role: "row" }, ...cells);
    }
    return { element: model.cloneNode(true) as HTMLElement, shown };
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
