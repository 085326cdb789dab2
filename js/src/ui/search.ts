// A search field: debounced, cleared by Escape or its button, with a count beside it.
import { h, setText, svg } from "./dom.ts";
import { icon } from "./icons.ts";

export interface Search {
  el: HTMLElement;
  /** The query in force: what was last given to `onQuery`. */
  readonly query: string;
  /** Say what was found, for example "12 of 340". */
  count(text: string): void;
  /** Say what was not understood; empty where all was. */
  remark(text: string): void;
  focus(): void;
  /** Empty it, as its button does, but for the focus. */
  clear(): void;
}

export interface SearchOptions {
  label: string;
  placeholder: string;
  onQuery: (query: string) => void;
  /** Go to the next match (1) or the one before (-1): two buttons, Enter and Shift+Enter. */
  onStep?: (step: 1 | -1) => void;
  /** Milliseconds of rest before a query counts. */
  rest?: number;
}

export function search(options: SearchOptions, signal: AbortSignal): Search {
  const { label, placeholder, onQuery, onStep, rest = 150 } = options;
  let query = "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  const field = h("input", {
    type: "text",
    class: "dw-search-field",
    role: "searchbox",
    "aria-label": label,
    placeholder,
    autocomplete: "off",
    spellcheck: "false",
  });
  const found = h("span", { class: "dw-search-count", role: "status" });
  const cross = svg("svg", { class: "dw-icon", viewBox: "0 0 16 16", "aria-hidden": "true" });
  cross.append(svg("path", { d: "M4.5 4.5l7 7m0-7l-7 7" }));
  const clear = h(
    "button",
    { class: "dw-search-clear", "aria-label": "Clear the search", hidden: true },
    cross,
  );
  const glass = svg("svg", { class: "dw-icon", viewBox: "0 0 16 16", "aria-hidden": "true" });
  glass.append(svg("path", { d: "M7 2.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 0 0 0-9zM10.3 10.3L14 14" }));
  const step = (by: 1 | -1, name: string, turned: string) =>
    h(
      "button",
      {
        class: `dw-search-step ${turned}`,
        "aria-label": name,
        title: name,
        hidden: true,
        onclick: () => onStep?.(by),
      },
      icon("chevron"),
    );
  const steps = onStep
    ? [step(-1, "Previous match", "dw-search-up"), step(1, "Next match", "")]
    : [];
  const says = h("div", { class: "dw-search-remark", role: "status", hidden: true });
  const box = h("div", { class: "dw-search" }, glass, field, found, ...steps, clear);
  const el = h("div", { class: "dw-search-room" }, box, says);

  const take = () => {
    clearTimeout(timer);
    const next = field.value.trim();
    if (next === query) return;
    query = next;
    if (!query) setText(found, "");
    onQuery(query);
  };
  const wipe = () => {
    field.value = "";
    clear.hidden = true;
    take();
  };
  const empty = () => {
    wipe();
    field.focus();
  };
  field.addEventListener(
    "input",
    () => {
      clear.hidden = field.value === "";
      clearTimeout(timer);
      timer = setTimeout(take, rest);
    },
    { signal },
  );
  field.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Escape" && field.value) {
        event.preventDefault();
        event.stopPropagation();
        empty();
      } else if (event.key === "Enter") {
        const asked = query;
        take();
        if (query === asked && query) onStep?.(event.shiftKey ? -1 : 1);
      }
    },
    { signal },
  );
  clear.addEventListener("click", empty, { signal });
  signal.addEventListener("abort", () => clearTimeout(timer));
  return {
    el,
    get query() {
      return query;
    },
    count(text) {
      setText(found, text);
      for (const each of steps) each.hidden = text === "";
    },
    remark(text) {
      setText(says, text);
      says.hidden = text === "";
    },
    focus: () => field.focus(),
    clear: wipe,
  };
}
