// Narrowing a header down: a panel of facets with counts, and what is chosen of them as chips.
import type { Facet, FacetName } from "../../sync/header_messages.ts";
import { h, setText } from "../dom.ts";
import { icon } from "../icons.ts";
import { heading, popover } from "../popover.ts";

export type Chosen = Partial<Record<FacetName, string[]>>;

export interface Facets {
  /** The button that opens the panel. */
  button: HTMLElement;
  /** What is chosen. */
  chips: HTMLElement;
  readonly chosen: Chosen;
  clear(): void;
}

interface Options {
  /** The facets as they are now. */
  ask: () => Promise<Facet[]>;
  onChange: () => void;
}

export function facets({ ask, onChange }: Options, signal: AbortSignal): Facets {
  let chosen: Chosen = {};
  const labels = new Map<string, string>();
  const says = h("span", {}, "Filter");
  const button = h("button", { class: "dw-button" }, icon("filter"), says);
  const chips = h("div", {
    class: "dw-chips",
    role: "group",
    "aria-label": "Filters",
    hidden: true,
  });
  const room = h("div", { class: "dw-facets" });

  const toggle = (name: FacetName, key: string) => {
    const now = chosen[name] ?? [];
    const next = now.includes(key) ? now.filter((each) => each !== key) : [...now, key];
    const { [name]: _, ...others } = chosen;
    chosen = next.length ? { ...others, [name]: next } : others;
    changed();
  };
  const changed = () => {
    const all = Object.entries(chosen) as [FacetName, string[]][];
    const each = all.flatMap(([name, keys]) => keys.map((key) => chip(name, key)));
    setText(says, each.length ? `Filter (${each.length})` : "Filter");
    chips.replaceChildren(...each, ...(each.length > 1 ? [allGone()] : []));
    chips.hidden = each.length === 0;
    onChange();
  };
  const chip = (name: FacetName, key: string) => {
    const label = labels.get(`${name}:${key}`) ?? key;
    const off = () => {
      toggle(name, key);
      button.focus();
    };
    return h(
      "button",
      { class: "dw-chip-button", "aria-label": `Remove the filter ${label}`, onclick: off },
      label,
      icon("close"),
    );
  };
  const allGone = () =>
    h("button", { class: "dw-chip-button", onclick: () => clear(true) }, "Clear all");
  const clear = (focus = false) => {
    if (Object.keys(chosen).length === 0) return;
    chosen = {};
    changed();
    if (focus) button.focus();
  };

  const entry = (name: FacetName, { key, label, count }: Facet["values"][number]) => {
    labels.set(`${name}:${key}`, label);
    const box = h("input", { type: "checkbox", "data-facet": `${name}:${key}` });
    box.checked = chosen[name]?.includes(key) ?? false;
    box.addEventListener("change", () => {
      toggle(name, key);
      void fill();
    });
    return h(
      "label",
      { class: "dw-facet" },
      box,
      h("span", { class: "dw-facet-label" }, label),
      h("span", { class: "dw-facet-count" }, count.toLocaleString("en-US")),
    );
  };
  // The first answer comes after the panel has opened.
  let arriving = false;
  const fill = async (): Promise<void> => {
    const focused = room.querySelector<HTMLElement>(":focus")?.dataset.facet;
    let found: Facet[] = [];
    try {
      found = await ask();
    } catch {
      // What is wrong stands above the table.
    }
    if (signal.aborted) return;
    const sets = found.map(({ name, label, values }) =>
      h(
        "fieldset",
        { class: "dw-facet-set" },
        h("legend", {}, label),
        ...values.map((value) => entry(name, value)),
      ),
    );
    room.replaceChildren(
      ...(sets.length ? sets : [h("p", {}, "There is nothing to choose from.")]),
    );
    if (arriving) room.querySelector<HTMLElement>("input")?.focus();
    else if (focused)
      room.querySelector<HTMLElement>(`[data-facet="${CSS.escape(focused)}"]`)?.focus();
    arriving = false;
  };
  const make = () =>
    h(
      "div",
      { class: "dw-facet-panel", role: "dialog", tabindex: -1, "aria-label": "Filter" },
      heading("Show only"),
      room,
    );
  popover(button, make, signal, {
    fill: () => void fill(),
    opened(panel) {
      arriving = true;
      panel.focus();
    },
  });
  return {
    button,
    chips,
    get chosen() {
      return chosen;
    },
    clear: () => clear(),
  };
}
