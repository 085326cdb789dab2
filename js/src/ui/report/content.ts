// The content tree on the page: walked by the keyboard, closed and opened, searched.
import type { ReportItem } from "../../sync/report_messages.ts";
import { h, setFlag } from "../dom.ts";
import { documentItem, type ItemActions, treeItem } from "./item.ts";
import { matching, visible } from "./outline.ts";

export interface Content {
  el: HTMLElement;
  show(items: readonly ReportItem[], form: "document" | "tree"): void;
  /** Keep what holds every word; says how many do. */
  search(query: string): number;
  go(id: number): void;
  focus(): void;
}

/** Items that are drawn: more would be slow to lay out, and nobody reads them in one go. */
export const MOST = 4000;

export function content(to: Omit<ItemActions, "go" | "query">, signal: AbortSignal): Content {
  const el = h("div", {
    class: "dw-report-tree",
    role: "tree",
    "aria-label": "Content of the report",
  });
  const closed = new Set<number>();
  const nodes = new Map<number, HTMLElement>();
  let items: readonly ReportItem[] = [];
  let form: "document" | "tree" = "document";
  let query = "";
  let found: Set<number> | null = null;
  let current = 0;
  const actions: ItemActions = { ...to, go, query: () => query };

  const make = (item: ReportItem) => {
    const inner = (form === "document" ? documentItem : treeItem)(item, actions);
    const kind = item.type === "CONTAINER" ? "section" : item.type === "NUM" ? "number" : "item";
    const node = h(
      "div",
      {
        class: `dw-report-item dw-report-is-${kind}`,
        role: "treeitem",
        "aria-level": item.depth + 1,
        "aria-expanded": item.children > 0 ? "true" : null,
        "data-id": item.id,
        tabindex: "-1",
      },
      h("span", { class: item.children > 0 ? "dw-twist" : "dw-twist-none", "aria-hidden": "true" }),
      h("div", { class: "dw-report-line" }, ...inner),
    );
    node.style.setProperty("--dw-depth", String(item.depth));
    return node;
  };
  const draw = () => {
    nodes.clear();
    for (const item of items.slice(0, MOST)) nodes.set(item.id, make(item));
    el.dataset.form = form;
    el.replaceChildren(...nodes.values());
    update();
  };
  const update = () => {
    const shown = visible(items, closed, found);
    for (const [id, node] of nodes) {
      node.hidden = !shown.has(id);
      if (node.ariaExpanded !== null)
        setFlag(node, "aria-expanded", found !== null || !closed.has(id));
    }
    if (!shown.has(current)) current = [...shown][0] ?? 0;
    settle();
  };
  /** One item is in the order of tabs, and of that all that it holds. */
  const settle = () => {
    for (const [id, node] of nodes) {
      const own = id === current ? 0 : -1;
      if (node.tabIndex === own) continue;
      node.tabIndex = own;
      for (const button of node.querySelectorAll<HTMLElement>("button")) button.tabIndex = own;
    }
    for (const button of nodes.get(current)?.querySelectorAll<HTMLElement>("button") ?? [])
      button.tabIndex = 0;
  };
  const select = (id: number) => {
    current = id;
    settle();
    nodes.get(id)?.focus();
  };
  function go(id: number): void {
    for (const item of pathTo(items, id)) closed.delete(item);
    if (found && !found.has(id)) found.add(id);
    update();
    nodes.get(id)?.scrollIntoView({ block: "nearest" });
    select(id);
  }
  const fold = (id: number, shut: boolean) => {
    if (shut) closed.add(id);
    else closed.delete(id);
    update();
  };
  const order = () => [...nodes].filter(([, node]) => !node.hidden).map(([id]) => id);
  const keys: Record<string, (item: ReportItem, ids: number[]) => number | undefined> = {
    ArrowDown: (item, ids) => ids[ids.indexOf(item.id) + 1],
    ArrowUp: (item, ids) => ids[ids.indexOf(item.id) - 1],
    Home: (_item, ids) => ids[0],
    End: (_item, ids) => ids.at(-1),
    ArrowRight(item, ids) {
      if (item.children === 0) return undefined;
      if (!closed.has(item.id)) return ids[ids.indexOf(item.id) + 1];
      fold(item.id, false);
      return item.id;
    },
    ArrowLeft(item) {
      if (item.children === 0 || closed.has(item.id)) return pathTo(items, item.id).at(-1);
      fold(item.id, true);
      return item.id;
    },
  };
  el.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const item = items.find(({ id }) => id === current);
      const own = event.target === nodes.get(current);
      const act = keys[event.key];
      if (item && own && (event.key === "Enter" || event.key === " ")) {
        event.preventDefault();
        const button = nodes.get(item.id)?.querySelector<HTMLElement>(".dw-report-open");
        if (button) button.click();
        else if (item.children > 0) fold(item.id, !closed.has(item.id));
      } else if (item && act) {
        event.preventDefault();
        const next = act(item, order());
        if (next !== undefined) select(next);
      }
    },
    { signal },
  );
  el.addEventListener(
    "click",
    (event) => {
      const target = event.target as Element;
      const node = target.closest<HTMLElement>("[data-id]");
      if (!node) return;
      const id = Number(node.dataset.id);
      if (target.matches(".dw-twist")) fold(id, !closed.has(id));
      current = id;
      settle();
      if (!target.closest("button")) node.focus({ preventScroll: true });
    },
    { signal },
  );
  el.addEventListener(
    "focusin",
    (event) => {
      const node = (event.target as Element).closest<HTMLElement>("[data-id]");
      if (!node || Number(node.dataset.id) === current) return;
      current = Number(node.dataset.id);
      settle();
    },
    { signal },
  );
  return {
    el,
    show(next, as) {
      if (next[0] !== items[0] && next.length !== items.length) closed.clear();
      items = next;
      form = as;
      found = matching(items, query);
      draw();
    },
    search(text) {
      query = text;
      found = matching(items, query);
      const count = found?.size ?? 0;
      draw();
      return count;
    },
    go,
    focus: () => select(current),
  };
}

/** Ids of what an item lies in, the outermost first. */
function pathTo(items: readonly ReportItem[], id: number): number[] {
  const at = items.findIndex((item) => item.id === id);
  const path: number[] = [];
  let depth = items[at]?.depth ?? 0;
  for (let i = at - 1; i >= 0 && depth > 0; i--) {
    const item = items[i];
    if (!item || item.depth >= depth) continue;
    depth = item.depth;
    path.unshift(item.id);
  }
  return path;
}
