// The help sheet: every gesture and key, and the words on the screen.
import { h } from "./dom.ts";
import { icon } from "./icons.ts";
import { KINDS } from "./measure/shape.ts";
import type { ToolGroup } from "./toolbar.ts";

type Entry = readonly [keys: readonly string[], what: string];

const MOUSE: readonly Entry[] = [
  [["Drag"], "Window: right is wider, up is brighter"],
  [["Shift", "Drag"], "Move the image (or middle button)"],
  [["Wheel"], "Slice, once the viewer has been clicked"],
  [["Ctrl", "Wheel"], "Zoom at the cursor"],
  [["Double click"], "Fit, or 1:1"],
];
const TOUCH: readonly Entry[] = [
  [["Tap"], "Choose the viewer, read a pixel; twice: fit, or 1:1"],
  [["One finger"], "As a drag with the mouse"],
  [["Two fingers"], "Move and zoom"],
  [["Rest"], "Magnifier, as long as the finger stays"],
];
const KEYS: readonly Entry[] = [
  [["←", "→", "↑", "↓"], "Previous and next slice"],
  [["Page Up", "Page Down"], "Ten slices"],
  [["Home", "End"], "First and last slice"],
  [["Space"], "Play and pause"],
  [["[", "]"], "Play slower, faster"],
  [["n", "N"], "Next and previous time, echo …, where there are several"],
  [["1", "…", "9"], "Window presets"],
  [["0"], "The file's own window"],
  [["v"], "The file's next VOI LUT, where there are several"],
  [["Shift", "←", "…"], "Move the image, or the magnifier by a pixel"],
  [[",", "."], "Rotate left, right"],
  [["x", "y"], "Flip left and right, top and bottom"],
  [["s"], "Another series, where there are several"],
];

const MEASURE: readonly Entry[] = [
  ...Object.values(KINDS).map(([name, key]): Entry => [[key], name]),
  [["w"], "Back to the window, as does Esc"],
  [["Enter"], "Such a shape in the middle"],
  [["Tab"], "To a shape, and to its handles"],
  [["←", "→", "↑", "↓"], "Move it by a pixel, with Shift by ten"],
  [["Delete"], "Remove it"],
];

const WORDS: readonly Entry[] = [
  [["R", "L"], "Right and left of the patient"],
  [["A", "P"], "Anterior, posterior"],
  [["H", "F"], "Towards head and feet"],
  [["mm"], "Patient position: left, posterior, head"],
  [["stored"], "The number in the file"],
  [["value"], "After rescaling, with its unit"],
  [["screen"], "What is drawn: 0 is black, 255 white"],
];

export interface Help {
  el: HTMLElement;
  readonly open: boolean;
  toggle(open?: boolean): void;
}

/** Not built before it opens; `closed` gets the focus back. */
export function help(groups: readonly ToolGroup[], closed: () => void): Help {
  const el = h("div", { class: "dw-help", hidden: true });
  let close: HTMLElement | null = null;
  const self: Help = {
    el,
    get open() {
      return !el.hidden;
    },
    toggle(open = el.hidden !== false) {
      if (open === !el.hidden) return;
      if (!close) {
        close = closeButton(() => self.toggle(false));
        el.append(sheet(close, groups));
      }
      el.hidden = !open;
      if (open) close.focus();
      else closed();
    },
  };
  return self;
}

/** The tools that have a key, as the table of tools names them. */
const toolRows = (groups: readonly ToolGroup[]): Entry[] =>
  groups
    .flatMap((group) => group.tools)
    .filter(({ key }, at, all) => key && all.findIndex((each) => each.key === key) === at)
    .map(({ key, hint, label }) => [[hint ?? (key as string)], label]);

function closeButton(onclick: () => void): HTMLElement {
  const props = { class: "dw-button dw-tool", "aria-label": "Close help", onclick };
  return h("button", props, icon("close"));
}

function sheet(close: HTMLElement, groups: readonly ToolGroup[]): HTMLElement {
  const title = { class: "dw-help-title", role: "heading", "aria-level": "2" };
  return h(
    "div",
    { class: "dw-sheet", role: "dialog", "aria-label": "Help", tabindex: "0" },
    h("div", { class: "dw-help-head" }, h("div", title, "Mouse, keys, words"), close),
    h(
      "div",
      { class: "dw-help-columns" },
      h(
        "div",
        {},
        list("Mouse", MOUSE),
        list("Touch", TOUCH),
        list("Measure", MEASURE),
        list("On the screen", WORDS, "dw-help-word"),
      ),
      list("Keyboard", [...KEYS, ...toolRows(groups)]),
    ),
  );
}

function list(title: string, entries: readonly Entry[], look = "dw-kbd"): HTMLElement {
  const rows = entries.map(([keys, what]) =>
    h(
      "div",
      { class: "dw-help-row" },
      h("span", { class: "dw-help-keys" }, ...keys.map((key) => h("span", { class: look }, key))),
      h("span", {}, what),
    ),
  );
  const heading = h("div", { class: "dw-help-heading", role: "heading", "aria-level": "3" }, title);
  return h("div", { class: "dw-help-list" }, heading, ...rows);
}
