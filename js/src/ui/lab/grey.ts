// The cards of a grey frame: bits, padding, modality, window, presentation.
import { toScreen } from "../../display/lookup.ts";
import { modality } from "../../display/modality.ts";
import {
  type Chain,
  chainOf,
  leftOut,
  mapped,
  rangeOf,
  type Support,
  supportOf,
  trace,
  upToWindow,
} from "../../display/stages.ts";
import type { Window } from "../../display/window.ts";
import type { StageName, VoiFunction, WindowPreset } from "../../sync/messages.ts";
import { h, setFlag } from "../dom.ts";
import { detailOf } from "../presets.ts";
import { slider } from "../slider.ts";
import { bars } from "./bars.ts";
import { bits } from "./bits.ts";
import type { Card } from "./card.ts";
import { curve } from "./curve.ts";
import type { Pixel } from "./picture.ts";
import { pixelsOf, wordAt } from "./pixel.ts";
import type { LabFrame } from "./source.ts";
import { formulaOf, resultOf } from "./text.ts";

export type WindowChange = Partial<{ center: number; width: number; function: VoiFunction }>;

export interface GreyCards {
  /** Another frame, other stages left out, another window: what is to be drawn of it. */
  show(frame: LabFrame, off: ReadonlySet<StageName>, chosen: Window | null): Chain;
  pixel(pixel: Pixel): { shown: number | string };
}

const GREYS = [0, 255] as const;
const FUNCTIONS: readonly VoiFunction[] = ["LINEAR", "LINEAR_EXACT", "SIGMOID"];

export function greyCards(
  cards: ReadonlyMap<StageName, Card>,
  to: { window(change: WindowChange, held: boolean): void },
  signal: AbortSignal,
): GreyCards {
  const cells = bits();
  const stored = bars();
  const values = bars();
  const greys = bars();
  const shown = bars();
  const window = windowRoom(to, signal);
  const into = (name: StageName, ...children: HTMLElement[]) =>
    cards.get(name)?.room.append(...children);
  into("bits", cells.el, stored.el);
  into("modality", values.el);
  into("voi", window.el, greys.el);
  into("presentation", shown.el);

  let frame: LabFrame | null = null;
  let chain: Chain | null = null;
  /** The word itself is taken for the value. */
  let words = false;
  let base: { frame: LabFrame; bits: boolean; support: Support } | null = null;
  const supported = (of: LabFrame, off: ReadonlySet<StageName>): Support => {
    const without = off.has("bits");
    if (base?.frame !== of || base.bits !== without)
      base = { frame: of, bits: without, support: supportOf(pixelsOf(of, off)) };
    return base.support;
  };

  return {
    show(next, off, chosen) {
      frame = next;
      words = off.has("bits");
      const { display } = next.info;
      const all = supported(next, off);
      const image = off.has("padding") ? all : leftOut(all, display.padding);
      const rescaled = off.has("modality") ? all : mapped(image, modality(display));
      const used = off.has("modality") ? image : rescaled;
      const whole = rangeOf(used) ?? [0, 1];
      const allocated = next.word?.allocated ?? display.bits_stored;
      chain = chainOf(display, off, chosen, whole, allocated);
      const { unit } = chain.display;
      stored.show(all, rangeOf(all) ?? [0, 1], "");
      values.show(used, whole, unit);
      window.show(used, whole, chain, off.has("voi"));
      greys.show(mapped(image, toScreen(upToWindow(chain.display), chain.window)), GREYS, "");
      shown.show(mapped(image, toScreen(chain.display, chain.window)), GREYS, "");
      return chain;
    },
    pixel([column, row]) {
      if (!frame || !chain) return { shown: 0 };
      const at = row * frame.info.columns + column;
      const word = wordAt(frame, at);
      const value = words && word !== null ? word : (frame.pixels[at] as number);
      const traced = trace(chain, value, word);
      for (const [name, card] of cards)
        card.pixel(formulaOf(name, chain, traced), resultOf(name, chain, traced));
      cells.show(word, frame.word);
      stored.mark(traced.stored);
      values.mark(traced.padded ? null : traced.value);
      window.mark(traced.padded ? null : traced.value);
      greys.mark(traced.padded ? null : traced.grey);
      shown.mark(traced.shown);
      return { shown: traced.color?.join(", ") ?? traced.shown };
    },
  };
}

/** The window over the values it chooses from: as a curve, as two sliders, as a function. */
function windowRoom(
  to: { window(change: WindowChange, held: boolean): void },
  signal: AbortSignal,
) {
  const plot = curve({ window: (next, held) => to.window(next, held) }, signal);
  const center = slider({ label: "Center", min: 0, max: 1, step: 1, value: 0, open: true }, signal);
  const width = slider({ label: "Width", min: 0, max: 1, step: 1, value: 1, open: true }, signal);
  for (const [name, each] of [
    ["center", center],
    ["width", width],
  ] as const) {
    each.onInput((value) => to.window({ [name]: value }, true));
    each.onCommit((value) => to.window({ [name]: value }, false));
  }
  const buttons = FUNCTIONS.map((name) =>
    h(
      "button",
      {
        class: "dw-button dw-lab-function",
        "aria-pressed": "false",
        "data-tip": TIPS[name],
        onclick: () => to.window({ function: name }, false),
      },
      name,
    ),
  );
  const choice = h(
    "div",
    { class: "dw-lab-functions", role: "group", "aria-label": "VOI LUT Function" },
    ...buttons,
  );
  const presets = h("div", {
    class: "dw-lab-presets",
    role: "group",
    "aria-label": "Windows of the file",
  });
  let offered: readonly WindowPreset[] = [];
  const offer = (windows: readonly WindowPreset[], name: VoiFunction) => {
    if (windows === offered) return;
    offered = windows;
    presets.replaceChildren(
      ...windows.map((preset) =>
        h(
          "button",
          {
            class: "dw-button",
            "data-tip": detailOf(preset),
            onclick: () => to.window({ ...ends(preset), function: name }, false),
          },
          preset.name,
        ),
      ),
    );
  };
  const sliders = h("div", { class: "dw-lab-sliders" }, center.el, width.el);
  return {
    el: h("div", { class: "dw-lab-window" }, plot.el, sliders, choice, presets),
    show(values: Support, range: readonly [number, number], chain: Chain, off: boolean) {
      const [low, high] = range;
      const span = high - low || 1;
      const step = span >= 200 ? 1 : 10 ** (Math.floor(Math.log10(span)) - 2);
      plot.values(values, range, chain.display.unit);
      plot.show(chain);
      center.setRange(low, high, step);
      width.setRange(step, span, step);
      for (const each of [center, width]) each.setUnit(chain.display.unit);
      const { window } = chain;
      if (window) {
        center.set(window.center);
        width.set(window.width);
      }
      FUNCTIONS.forEach((name, k) => {
        setFlag(buttons[k] as HTMLElement, "aria-pressed", window?.function === name);
      });
      offer(chain.display.windows, chain.display.voi_function);
      for (const each of [plot.el, sliders, choice, presets]) each.inert = off;
    },
    mark: plot.mark,
  };
}

function ends({ center, width }: WindowPreset) {
  return { center, width };
}

const TIPS: Record<VoiFunction, string> = {
  LINEAR: "PS3.3 C.11.2.1.2: from center − 0.5 − (width − 1)/2 to center − 0.5 + (width − 1)/2",
  LINEAR_EXACT: "PS3.3 C.11.2.1.3.2: from center − width/2 to center + width/2",
  SIGMOID: "PS3.3 C.11.2.1.3.1: soft ends, never quite 0 or 255",
};
