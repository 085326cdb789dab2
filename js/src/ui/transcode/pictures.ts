// Before, after and what differs: side by side, or before and after under a divider.
import type { Difference } from "../../display/difference.ts";
import type { Window } from "../../display/window.ts";
import type { Pixels } from "../../sync/buffers.ts";
import type { FrameDisplay, FrameInfo } from "../../sync/messages.ts";
import type { GetTrialResult } from "../../sync/transcode_messages.ts";
import { size as sizeText } from "../browser/figures.ts";
import { h, setFlag } from "../dom.ts";
import type { Viewport } from "../viewport.ts";
import { type SharedView, trialPicture } from "./picture.ts";

export interface Shown {
  info: FrameInfo;
  window: Window | null;
  before: Pixels;
  /** Null while it is waited for. */
  after: { pixels: Pixels; facts: GetTrialResult; difference: Difference } | null;
}

export interface TrialPictures {
  el: HTMLElement;
  draw(shown: Shown | null): void;
  swipe(on: boolean): void;
  /** Move the divider. */
  divide(by: number): void;
  zoom(by: number): void;
  fit(): void;
  failed(on: boolean): void;
  mounted(): void;
}

/** Small differences shall be seen: the brightest is what this many stored values differ by. */
const LEAST = 4;

export function trialPictures(signal: AbortSignal): TrialPictures {
  const view: SharedView = {
    now: { zoom: null, center: null } as Viewport,
    set(next) {
      view.now = next;
      for (const each of all) each.again();
    },
  };
  const before = trialPicture(view, signal);
  const after = trialPicture(view, signal);
  const off = trialPicture(view, signal);
  const all = [before, after, off];
  const divider = h("input", {
    type: "range",
    class: "dw-trial-divider",
    min: "0",
    max: "1",
    step: "0.001",
    value: "0.5",
    "aria-label": "Divider between before and after",
  });
  const line = h("div", { class: "dw-trial-line", "aria-hidden": "true" });
  const el = h("div", { class: "dw-trial-pictures" }, ...all.map((each) => each.el), line, divider);
  const place = () => el.style.setProperty("--dw-divide", divider.value);
  divider.addEventListener("input", place, { signal });
  place();
  let size = "";
  return {
    el,
    draw(shown) {
      if (!shown) {
        for (const each of all) each.draw(null);
        return;
      }
      const { info, window } = shown;
      const now = `${info.columns} ${info.rows}`;
      if (now !== size) view.now = { zoom: null, center: null };
      size = now;
      before.draw({ info, window, pixels: shown.before });
      const { after: made } = shown;
      setFlag(el, "data-waiting", made === null);
      before.say("Before", made ? sizeText(made.facts.source_bytes) : "");
      if (!made) {
        after.say("After", "being encoded…");
        off.say("Difference", "");
        return;
      }
      after.draw({ info, window, pixels: made.pixels });
      after.say("After", sizeText(made.facts.encoded_bytes));
      const { values, most } = made.difference;
      off.draw({
        info: measured(info),
        window: { center: top(most) / 2, width: top(most), function: "LINEAR_EXACT" },
        pixels: values,
        colormap: "hot_iron",
      });
      off.say("Difference", differenceText(made.difference));
    },
    swipe: (on) => setFlag(el, "data-swipe", on),
    divide(by) {
      divider.value = String(Number(divider.value) + by);
      place();
    },
    zoom: (by) => before.zoom(by),
    fit: () => view.set({ zoom: null, center: null }),
    failed: (on) => setFlag(el, "data-failed", on),
    mounted: () => {
      for (const each of all) each.mounted();
    },
  };
}

const top = (most: number) => Math.max(most, LEAST);

function differenceText({ most, pixels, values }: Difference): string {
  if (most === 0) return "no pixel differs";
  const share = (100 * pixels) / values.length;
  const words = share < 0.1 ? "below 0.1 %" : `${share.toFixed(share < 10 ? 1 : 0)} %`;
  return `${words} of the pixels; white is ${top(most)} off`;
}

/** A frame of differences: stored values that mean themselves. */
function measured(info: FrameInfo): FrameInfo {
  const display: FrameDisplay = {
    ...info.display,
    kind: "grey",
    signed: false,
    bits_stored: 16,
    slope: 1,
    intercept: 0,
    unit: "",
    padding: null,
    inverse: false,
    voi_function: "LINEAR_EXACT",
    windows: [],
    modality_lut: null,
    voi_luts: [],
    voi_lut: null,
    presentation_lut: null,
  };
  delete display.palette;
  return { ...info, samples: 1, display };
}
