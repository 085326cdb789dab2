// The black area: canvas, overlays, what is wrong with this frame, the read-outs below.
import type { ErrorPayload } from "../sync/messages.ts";
import { type ColorBar, colorBar } from "./color_bar.ts";
import { h, hasFocus, setAttribute, setFlag, setText } from "./dom.ts";
import { message } from "./message.ts";
import { type Overlay, overlay } from "./overlay.ts";
import { type Probe, probe } from "./probe.ts";

export interface Stage {
  el: HTMLElement;
  /** Takes the gestures and has the size of the canvas. */
  screen: HTMLElement;
  canvas: HTMLCanvasElement;
  overlay: Overlay;
  bar: ColorBar;
  probe: Probe;
  zoom(text: string): void;
  /** The viewer has the focus. */
  focused(): boolean;
  /** What should be on screen is not here; `instead` says what is. */
  loading(on: boolean, instead: string): void;
  /** More than one slice: the wheel has something to do. */
  several(on: boolean): void;
  /** In place of the image; null shows the image again. */
  trouble(error: ErrorPayload | null): void;
  /** Nobody can be asked, and nothing has come yet. */
  lost(error: ErrorPayload | null): void;
  /** What is shown, in words; spoken when the slices rest. */
  describe(text: string): void;
}

/** Slices that pass by are not read out one by one. */
const SPEAK_MS = 300;

export function stage(signal: AbortSignal): Stage {
  const canvas = h("canvas", { class: "dw-canvas", role: "img", "aria-label": "No image yet" });
  const above = overlay();
  const bar = colorBar();
  const mark = h("div", { class: "dw-loading", hidden: true });
  const late = h("div", { class: "dw-late", hidden: true });
  const trouble = h("div", { class: "dw-trouble", hidden: true });
  const hint = h(
    "div",
    { class: "dw-hint", "aria-hidden": "true" },
    "Click to scroll through slices",
  );
  const screen = h("div", { class: "dw-screen" }, canvas, above.el, bar.el, hint, mark, late);
  const read = probe();
  const zoom = h("span", { class: "dw-zoom", "data-tip": "Screen pixels per image pixel" });
  const spoken = h("div", { class: "dw-said", "aria-live": "polite" });
  const strip = h("div", { class: "dw-strip" }, read.el, zoom);
  const box = h("div", { class: "dw-box" }, screen, trouble);
  let wrong: ErrorPayload | null = null;
  let alone: ErrorPayload | null = null;
  let said = "";
  let timer = 0;
  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  const show = () => {
    const error = alone ?? wrong;
    const next = JSON.stringify(error);
    if (next === said) return;
    said = next;
    trouble.replaceChildren(...(error ? [message(error)] : []));
    trouble.hidden = error === null;
  };
  return {
    el: h("div", { class: "dw-stage" }, box, strip, spoken),
    focused() {
      const root = screen.closest(".dw-series-viewer");
      return root !== null && hasFocus(root);
    },
    screen,
    canvas,
    overlay: above,
    bar,
    probe: read,
    zoom: (text) => setText(zoom, text),
    several: (on) => setFlag(hint, "hidden", !on),
    loading(on, instead) {
      setFlag(mark, "hidden", !on);
      setFlag(late, "hidden", !on || !instead);
      if (instead) setText(late, instead);
    },
    trouble(error) {
      wrong = error;
      show();
    },
    lost(error) {
      alone = error;
      show();
    },
    describe(text) {
      setAttribute(canvas, "aria-label", text);
      clearTimeout(timer);
      timer = window.setTimeout(() => setText(spoken, text), SPEAK_MS);
    },
  };
}
