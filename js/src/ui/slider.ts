// A range input and a number field that say the same thing.
import { h, setText } from "./dom.ts";

export interface SliderOptions {
  label: string;
  min: number;
  max: number;
  step: number;
  value: number;
  unit?: string;
  /** What the number field shows; it must read back as a number. */
  format?: (value: number) => string;
  /** Let the number field go beyond the track (a window may lie outside the data). */
  open?: boolean;
}

export interface Slider {
  el: HTMLElement;
  readonly value: number;
  set(value: number): void;
  setRange(min: number, max: number, step: number): void;
  setUnit(unit: string): void;
  /** While the thumb moves, or a number has been typed. */
  onInput(callback: (value: number) => void): void;
  /** When the thumb is let go, or a number has been typed. */
  onCommit(callback: (value: number) => void): void;
}

export function slider(options: SliderOptions, signal: AbortSignal): Slider {
  let { min, max, step, value } = options;
  let { unit = "" } = options;
  const { label, format = plain, open = false } = options;
  const inputs = new Set<(value: number) => void>();
  const commits = new Set<(value: number) => void>();
  const range = h("input", { type: "range", class: "dw-range", "aria-label": label });
  const field = h("input", {
    type: "text",
    inputmode: "decimal",
    class: "dw-number",
    "aria-label": unit ? `${label}, ${unit}` : label,
    autocomplete: "off",
    spellcheck: "false",
  });
  const suffix = h("span", { class: "dw-unit" }, unit);
  const name = h("span", { class: "dw-slider-label", "aria-hidden": "true" }, label);
  const el = h("div", { class: "dw-slider" }, name, range, field, suffix);

  let typing = false;
  let moving = false;
  const show = () => {
    range.value = String(value);
    range.setAttribute("aria-valuetext", unit ? `${format(value)} ${unit}` : format(value));
    const share = max > min ? (Math.min(Math.max(value, min), max) - min) / (max - min) : 0;
    range.style.setProperty("--dw-share", share.toFixed(4));
    if (!typing) field.value = format(value);
  };
  const take = (next: number, callbacks: Set<(value: number) => void>) => {
    value = open ? next : Math.min(Math.max(next, min), max);
    show();
    for (const callback of callbacks) callback(value);
  };
  const typed = () => {
    typing = false;
    const next = Number(field.value.trim().replace(",", "."));
    if (field.value.trim() === "" || !Number.isFinite(next)) return show();
    if (next === Number(format(value))) return show();
    take(next, inputs);
    take(value, commits);
  };
  const left = () => {
    typing = false;
    show();
  };
  const stepBy = (steps: number) => {
    take(value + steps * step, inputs);
    take(value, commits);
  };

  const moved = () => {
    moving = true;
    take(Number(range.value), inputs);
  };
  const letGo = () => {
    moving = false;
    take(value, commits);
  };
  // A thumb brought back to where it was ends without a change.
  const released = () => moving && letGo();
  range.addEventListener("input", moved, { signal });
  range.addEventListener("change", letGo, { signal });
  for (const end of ["pointerup", "pointercancel", "blur"])
    range.addEventListener(end, released, { signal });
  field.addEventListener("change", typed, { signal });
  field.addEventListener("input", () => (typing = true), { signal });
  field.addEventListener("blur", left, { signal });
  field.addEventListener("focus", () => field.select(), { signal });
  field.addEventListener(
    "keydown",
    (event) => {
      const steps = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
      if (steps !== undefined) {
        event.preventDefault();
        typed();
        stepBy(steps);
      } else if (event.key === "Enter") typed();
      else if (event.key === "Escape") left();
    },
    { signal },
  );

  const self: Slider = {
    el,
    get value() {
      return value;
    },
    set(next) {
      if (next === value) return;
      value = next;
      show();
    },
    setRange(low, high, by) {
      if (low === min && high === max && by === step) return;
      [min, max, step] = [low, high, by];
      Object.assign(range, { min: String(min), max: String(max), step: String(step) });
      show();
    },
    setUnit(next) {
      if (next === unit) return;
      unit = next;
      setText(suffix, unit);
      field.setAttribute("aria-label", unit ? `${label}, ${unit}` : label);
      show();
    },
    onInput: (callback) => inputs.add(callback),
    onCommit: (callback) => commits.add(callback),
  };
  Object.assign(range, { min: String(min), max: String(max), step: String(step) });
  show();
  return self;
}

function plain(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}
