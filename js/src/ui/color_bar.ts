// Beside an image in colours: which value has which colour.
import type { Window } from "../display/window.ts";
import type { FrameDisplay } from "../sync/messages.ts";
import { strip } from "./colors.ts";
import { h, setAttribute, setFlag, setText } from "./dom.ts";
import { numberText } from "./probe.ts";

export interface ColorBar {
  el: HTMLElement;
  /** A null window is the file's VOI LUT, whose values lie along no line. */
  show(display: FrameDisplay, window: Window | null, colormap: string, invert: boolean): void;
}

export function colorBar(): ColorBar {
  const marks = [0, 1, 2].map(() => h("span", { class: "dw-color-tick" }));
  const unit = h("span", { class: "dw-color-unit" });
  const el = h("div", { class: "dw-color-bar", role: "img", hidden: true }, ...marks, unit);
  let drawn: [name: string, strip: HTMLElement] | null = null;
  const colored = (name: string) => {
    if (drawn?.[0] === name) return drawn[1];
    drawn?.[1].remove();
    drawn = [name, strip(name, true)];
    el.prepend(drawn[1]);
    return drawn[1];
  };
  return {
    el,
    show(display, window, colormap, invert) {
      const on = colormap !== "grey" && display.kind !== "color";
      setFlag(el, "hidden", !on);
      if (!on) return;
      colored(colormap).classList.toggle("dw-flipped", display.inverse !== invert);
      const values = window ? ticks(window) : [];
      const texts = values.map(([, value]) => numberText(value));
      marks.forEach((mark, at) => {
        mark.style.bottom = `${((values[at]?.[0] ?? 0) * 100).toFixed(1)}%`;
        setText(mark, texts[at] ?? "");
      });
      setText(unit, display.unit);
      const range = window ? `${texts[0]} to ${texts[2]} ${display.unit}` : "by the file's VOI LUT";
      setAttribute(el, "aria-label", `Colours: ${range}`.trim());
    },
  };
}

/** Values and how high they stand, from below, 0 … 1: PS3.3 C.11.2.1.2 and C.11.2.1.3. */
export function ticks({ center, width, function: kind }: Window): [share: number, value: number][] {
  if (kind === "SIGMOID") {
    // It never reaches its ends: half a window below and above the centre it is here.
    const low = 1 / (1 + Math.exp(2));
    return [
      [low, center - width / 2],
      [0.5, center],
      [1 - low, center + width / 2],
    ];
  }
  const middle = kind === "LINEAR" ? center - 0.5 : center;
  const half = Math.max(kind === "LINEAR" ? width - 1 : width, 0) / 2;
  return [
    [0, middle - half],
    [0.5, middle],
    [1, middle + half],
  ];
}
