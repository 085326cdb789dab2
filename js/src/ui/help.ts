// The help sheet: every gesture and key, and the words on the screen.
import { h } from "./dom.ts";
import { icon } from "./icons.ts";

type Entry = readonly [keys: readonly string[], what: string];

const MOUSE: readonly Entry[] = [
  [["Drag"], "Window: right is wider, up is brighter"],
  [["Shift", "Drag"], "Move the image; so does the middle button"],
  [["Wheel"], "Slice, once the viewer has been clicked"],
  [["Ctrl", "Wheel"], "Zoom at the cursor"],
  [["Double click"], "Fit, or 1:1"],
];
const KEYS: readonly Entry[] = [
  [["←", "→", "↑", "↓"], "Previous and next slice"],
  [["Page Up", "Page Down"], "Ten slices"],
  [["Home", "End"], "First and last slice"],
  [["Space"], "Play and pause"],
  [["1", "…", "9"], "Window presets"],
  [["0"], "The file's own window"],
  [["i"], "Invert"],
  [["f"], "Fit"],
  [["+", "−"], "Zoom"],
  [["r"], "Reset window, zoom and inversion"],
  [["h"], "Header pane"],
  [["?"], "This sheet"],
];

export interface Help {
  el: HTMLElement;
  readonly open: boolean;
  toggle(open?: boolean): void;
}

/** `closed` gets the focus back. */
export function help(closed: () => void): Help {
  const close = h(
    "button",
    {
      type: "button",
      class: "dw-button dw-tool",
      "aria-label": "Close help",
      "data-tip": "Close",
      "data-tip-key": "Esc",
      onclick: () => self.toggle(false),
    },
    icon("close"),
  );
  const el = h(
    "div",
    { class: "dw-help", role: "dialog", "aria-label": "Help", hidden: true, tabindex: "0" },
    h("div", { class: "dw-help-head" }, h("h2", {}, "Mouse and keys"), close),
    h("div", { class: "dw-help-columns" }, list("Mouse", MOUSE), list("Keyboard", KEYS)),
  );
  const self: Help = {
    el,
    get open() {
      return !el.hidden;
    },
    toggle(open = el.hidden !== false) {
      if (open === !el.hidden) return;
      el.hidden = !open;
      if (open) close.focus();
      else closed();
    },
  };
  return self;
}

function list(title: string, entries: readonly Entry[]): HTMLElement {
  const rows = entries.map(([keys, what]) =>
    h(
      "div",
      { class: "dw-help-row" },
      h("dt", {}, ...keys.map((key) => h("kbd", { class: "dw-kbd" }, key))),
      h("dd", {}, what),
    ),
  );
  return h("section", {}, h("h3", {}, title), h("dl", {}, ...rows));
}
