// How fast the slices play, and what becomes of it; beside the play button.
import { h, setAttribute, setFlag, setText } from "./dom.ts";
import { slider } from "./slider.ts";
import { toolButton } from "./toolbar.ts";

export interface Speed {
  el: HTMLElement;
  /** Frames a second; where they come from. */
  show(rate: number, source: string): void;
  sweep(on: boolean): void;
  /** What is reached, or null where that is what was asked for. */
  achieved(rate: number | null, waited: boolean): void;
}

export interface SpeedTo {
  rate(value: number, held: boolean): void;
  sweep(): void;
}

export function speed(to: SpeedTo, signal: AbortSignal): Speed {
  const rate = slider({ label: "Speed", min: 1, max: 60, step: 1, value: 10, open: true }, signal);
  const reached = h("span", { class: "dw-speed-reached" });
  const sweep = toolButton({
    icon: "sweep",
    label: "Play forth and back",
    on: () => false,
    run: to.sweep,
  });
  let shown = 10;
  const take = (value: number, held: boolean) => {
    if (value > 0) to.rate(value, held);
    else rate.set(shown);
  };
  rate.setUnit("/s");
  rate.el.dataset.tipKey = "[ ]";
  rate.onInput((value) => take(value, true));
  rate.onCommit((value) => take(value, false));
  return {
    el: h("div", { class: "dw-speed", hidden: true }, sweep, rate.el, reached),
    show(value, source) {
      shown = value;
      rate.set(value);
      setAttribute(rate.el, "data-tip", `Frames a second: ${source}`);
    },
    sweep: (on) => setFlag(sweep, "aria-pressed", on),
    achieved(value, waited) {
      setText(reached, value === null ? "" : `reached: ${Number(value.toPrecision(2))}`);
      const why = waited ? "Some frames had to be waited for" : "The display left frames out";
      setAttribute(reached, "data-tip", `Frames a second. ${why}.`);
    },
  };
}
