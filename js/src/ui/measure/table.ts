// The measurements as tab-separated text for a spreadsheet, in the fields that the kernel names.
import type { MeasurementRow } from "../../sync/messages.ts";
import type { Entry } from "./book.ts";

const FIELDS = [
  "kind",
  "index",
  "label",
  "length_mm",
  "length_px",
  "angle_deg",
  "area_mm2",
  "area_px",
  "perimeter_mm",
  "pixels",
  "mean",
  "sd",
  "minimum",
  "maximum",
  "unit",
  "value_source",
  "spacing_source",
  "plane",
] as const satisfies (keyof MeasurementRow)[];

/** Nothing is rounded; what has not been measured is empty. */
export function tableOf(entries: readonly Entry[]): string {
  const cell = (value: unknown) => String(value ?? "").replace(/\s+/g, " ");
  const lines = entries.map(({ shape, row }) => {
    const known: Partial<MeasurementRow> = row ?? shape;
    return FIELDS.map((field) => cell(known[field])).join("\t");
  });
  return `${[FIELDS.join("\t"), ...lines].join("\n")}\n`;
}
