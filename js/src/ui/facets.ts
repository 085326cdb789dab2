// Narrowing rows down: facets with counts, in a panel behind a button or docked beside the rows, and
// what is chosen of them as chips. Sheet: styles/facets.css.
import { h, setText } from "./dom.ts";
import { icon } from "./icons.ts";
import { heading, popover } from "./popover.ts";

export interface Facet<N extends string = string> {
  name: N;
  label: string;
  values: { key: string; label: string; count: number }[];
  /** Values that are not told. */
  more?: number;
}

export type Chosen<N extends string = string> = Partial<Record<N, string[]>>;

export interface Facets<N extends string> {
  /** The button that opens the panel. */
  button: HTMLElement;
  /** What is chosen. */
  chips: HTMLElement;
  readonly chosen: Chosen<N>;
  clear(): void;
  /** Show the facets in `place`, where they stay, or again behind the button. */
  dock(place: HTMLElement | null): void;
  /** What the rows hold has changed: ask again, where the facets can be seen. */
  refresh(): void;
}

interface Options<N extends string> {
  /** The facets as they are now. */
  ask: () => Promise<Facet<N>[]>;
  onChange: () => void;
  /** Values shown of a facet before its others are asked for; all by default. */
  few?: number;
}

interface Entry {
  el: HTMLLabelElement;
  box: HTMLInputElement;
  count: HTMLElement;
}

export function facets<N extends string>(
  { ask, onChange, few = Number.POSITIVE_INFINITY }: Options<N>,
  signal: AbortSignal,
): Facets<N> {
  let chosen: Chosen<N> = {};
  const labels = new Map<string, string>();
  const entries = new Map<string, Entry>();
  const sets = new Map<N, HTMLElement>();
  const whole = new Set<N>();
  const says = h("span", {}, "Filter");
  const button = h("button", { class: "dw-button" }, icon("filter"), says);
  const chips = h("div", {
    class: "dw-chips",
    role: "group",
    "aria-label": "Filters",
    hidden: true,
  });
  const room = h("div", { class: "dw-facets" });

  const all = () => Object.entries(chosen) as [N, string[]][];
  const toggle = (name: N, key: string) => {
    const now = chosen[name] ?? [];
    const next = now.includes(key) ? now.filter((each) => each !== key) : [...now, key];
    const { [name]: _, ...others } = chosen;
    chosen = (next.length ? { ...others, [name]: next } : others) as Chosen<N>;
    changed();
  };
  const changed = () => {
    const each = all().flatMap(([name, keys]) => keys.map((key) => chip(name, key)));
    setText(says, each.length ? `Filter (${each.length})` : "Filter");
    chips.replaceChildren(...each, ...(each.length > 1 ? [allGone()] : []));
    chips.hidden = each.length === 0;
    onChange();
  };
  /** Where the focus goes when what had it is gone. */
  const home = () => (docked ? room.querySelector<HTMLElement>("input") : button)?.focus();
  const chip = (name: N, key: string) => {
    const label = labels.get(`${name}:${key}`) ?? key;
    const off = () => {
      toggle(name, key);
      refresh();
      home();
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
    if (all().length === 0) return;
    chosen = {};
    changed();
    refresh();
    if (focus) home();
  };

  const entry = (name: N, { key, label, count }: Facet<N>["values"][number]) => {
    const id = `${name}:${key}`;
    labels.set(id, label);
    const known = entries.get(id) ?? newEntry(name, key, label);
    entries.set(id, known);
    known.box.checked = chosen[name]?.includes(key) ?? false;
    setText(known.count, count.toLocaleString("en-US"));
    return known.el;
  };
  const newEntry = (name: N, key: string, label: string): Entry => {
    const box = h("input", { type: "checkbox", "data-facet": `${name}:${key}` });
    box.addEventListener("change", () => {
      toggle(name, key);
      void fill();
    });
    const text = h("span", { class: "dw-facet-label" }, label);
    const count = h("span", { class: "dw-facet-count" });
    return { el: h("label", { class: "dw-facet" }, box, text, count), box, count };
  };
  const set = (facet: Facet<N>) => {
    const { name, label, values, more = 0 } = facet;
    const el = sets.get(name) ?? h("fieldset", { class: "dw-facet-set" }, h("legend", {}, label));
    sets.set(name, el);
    const open = whole.has(name) || values.length <= few + 1;
    const shown = values.filter(
      ({ key }, i) => open || i < few || (chosen[name]?.includes(key) ?? false),
    );
    const rest = values.length - shown.length;
    const widen = () => {
      whole.add(name);
      set(facet);
      entries.get(`${name}:${values[shown.length]?.key}`)?.box.focus();
    };
    const link = h("button", { class: "dw-facet-more", onclick: widen }, `${rest} more`);
    link.setAttribute("aria-label", `${rest} more of ${label}`);
    setChildren(el, [
      el.firstElementChild,
      ...shown.map((value) => entry(name, value)),
      rest > 0 && link,
      rest === 0 && more > 0 && h("p", { class: "dw-facet-count" }, `and ${more} rarer`),
    ]);
    return el;
  };
  // The first answer comes after the panel has opened.
  let arriving = false;
  let asked = 0;
  const fill = async (): Promise<void> => {
    const mine = ++asked;
    let found: Facet<N>[] = [];
    try {
      found = await ask();
    } catch {
      // What is wrong stands above the table.
    }
    if (signal.aborted || mine !== asked) return;
    // Asked late: what has the focus may have changed while the answer was on the way.
    const focused = room.querySelector<HTMLElement>(":focus")?.dataset.facet;
    const nothing = h("p", {}, "There is nothing to choose from.");
    setChildren(room, found.length ? found.map(set) : [nothing]);
    if (arriving) room.querySelector<HTMLElement>("input")?.focus();
    else if (focused) entries.get(focused)?.box.focus();
    arriving = false;
  };

  let docked = false;
  let panel: HTMLElement | null = null;
  const make = () => {
    panel = h(
      "div",
      { class: "dw-facet-panel", role: "dialog", tabindex: -1, "aria-label": "Filter" },
      heading("Show only"),
      room,
    );
    return panel;
  };
  popover(button, make, signal, {
    fill: () => void fill(),
    opened(opening) {
      arriving = true;
      opening.focus();
    },
  });
  const refresh = () => {
    if (docked || panel?.matches(":popover-open")) void fill();
  };
  return {
    button,
    chips,
    get chosen() {
      return chosen;
    },
    clear: () => clear(),
    dock(place) {
      if (docked === (place !== null)) return;
      docked = place !== null;
      (place ?? panel)?.append(room);
      if (!place && !panel) room.remove();
      refresh();
    },
    refresh,
  };
}

/** Put `children` there; those that stay in their place are not touched, and keep focus and press. */
function setChildren(el: HTMLElement, children: (Element | null | false)[]): void {
  const next = children.filter((each) => each instanceof Element);
  for (const old of [...el.children]) if (!next.includes(old)) old.remove();
  for (const [i, child] of next.entries())
    if (el.children[i] !== child) el.insertBefore(child, el.children[i] ?? null);
}
