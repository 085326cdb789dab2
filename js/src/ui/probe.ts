// The values under the cursor, in columns that never move.
import { h, setText } from "./dom.ts";

export interface Reading {
  column: number;
  row: number;
  /** Patient position, LPS, mm. */
  position: readonly number[] | null;
  stored: string;
  value: string;
  unit: string;
  screen: string;
}

export interface Probe {
  el: HTMLElement;
  show(reading: Reading | null): void;
}

const FIELDS = [
  ["pixel", "pixel", "column, row: counted from 0"],
  ["position", "mm", "patient position of the pixel's centre: towards Left, Posterior, Superior"],
  ["stored", "stored", "the number in the file"],
  ["value", "value", "after the Modality LUT or rescale, with its unit"],
  ["screen", "screen", "what is drawn: 0 is black, 255 white"],
] as const;

type Field = (typeof FIELDS)[number][0];

export function probe(): Probe {
  const values = {} as Record<Field, HTMLElement>;
  const parts = FIELDS.map(([name, label, tip]) => {
    values[name] = h("span", { class: "dw-probe-value", "data-field": name });
    const title = h("span", { class: "dw-probe-label" }, label);
    return h(
      "span",
      { class: `dw-probe-part dw-probe-${name}`, "data-tip": tip },
      title,
      values[name],
    );
  });
  const el = h(
    "div",
    { class: "dw-probe", role: "group", "aria-label": "Values under the cursor" },
    ...parts,
  );
  const texts = (reading: Reading): Record<Field, string> => ({
    pixel: `${reading.column}, ${reading.row}`,
    position: reading.position?.map(millimetres).join("  ") ?? "unknown",
    stored: reading.stored,
    value: reading.unit ? `${reading.value} ${reading.unit}` : reading.value,
    screen: reading.screen,
  });
  const show = (reading: Reading | null) => {
    const shown = reading && texts(reading);
    for (const [name] of FIELDS) setText(values[name], shown?.[name] ?? "–");
  };
  show(null);
  return { el, show };
}

function millimetres(value: number): string {
  return (Math.round(value * 10) / 10 || 0).toFixed(1).replace("-", "−");
}

/** A modality value: whole where it is whole, else four figures that tell. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const text = Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(5)));
  return text.replace("-", "−");
}
