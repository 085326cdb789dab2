// What is said of a measurement: beside the shape, in the list, to a screen reader. Pure.
import type { FrameGeometry, MeasurementRow } from "../../sync/messages.ts";
import type { Entry } from "./book.ts";
import { sizesOf } from "./geometry.ts";
import { isArea, KINDS } from "./shape.ts";

/** The size of a shape: as the kernel has measured it, else as the page can. `geometry` is that of
 * the shape's frame, where it is known. */
export function sizeText({ shape, row }: Entry, geometry: FrameGeometry | null): string {
  const { length, angle, area, unit } = row ? sizesIn(row) : sizesOf(shape, geometry);
  if (angle !== null) return `${angle.toFixed(1)}°`;
  const plane = row?.plane ?? geometry?.plane ?? "patient";
  const where = unit === "px" || plane === "patient" ? "" : ` on the ${plane}`;
  if (length !== null) return `${length.toFixed(length < 10 ? 2 : 1)} ${unit}${where}`;
  return area === null ? "" : `${figures(area)} ${unit === "px" ? unit : "mm²"}${where}`;
}

function sizesIn(row: MeasurementRow): ReturnType<typeof sizesOf> {
  const { length_mm, length_px, area_mm2, area_px, angle_deg: angle } = row;
  const unit = (length_mm ?? area_mm2) === null ? "px" : "mm";
  return { length: length_mm ?? length_px, area: area_mm2 ?? area_px, angle, unit };
}

/** What the values inside an area are. */
export function valueTexts(row: MeasurementRow | null): string[] {
  if (!row || row.pixels === null) return [];
  const { mean, sd, minimum, maximum } = row;
  const unit = row.unit ? ` ${row.unit}` : "";
  const count = `n ${row.pixels}`;
  if (mean === null || sd === null || minimum === null || maximum === null) return [count];
  return [
    `mean ${figures(mean)}${unit} · SD ${figures(sd)}`,
    `${figures(minimum)} … ${figures(maximum)}${unit} · ${count}`,
  ];
}

/** What the millimetres rest on. */
export function sourceText(row: MeasurementRow | null): string {
  const plane = row?.plane ? `, ${row.plane} plane` : "";
  return row?.spacing_source ? row.spacing_source + plane : "";
}

/** Why something is missing, where it would be expected beside the shape. */
function reasonOf({ shape, row, problem }: Entry, size: string): string {
  return problem && (!size || (isArea(shape.kind) && (row?.mean ?? null) === null))
    ? problem.message
    : "";
}

/** The lines beside a shape. */
export function linesOf(entry: Entry, geometry: FrameGeometry | null): string[] {
  const size = sizeText(entry, geometry);
  const reason = reasonOf(entry, size).match(/\S.{0,39}(?=\s|$)/g) ?? [];
  return [entry.shape.label, size, ...valueTexts(entry.row), ...reason].filter(Boolean);
}

/** All of it in one sentence. */
export function spoken(entry: Entry, geometry: FrameGeometry | null): string {
  const { shape, row, problem } = entry;
  const words = [sizeText(entry, geometry), ...valueTexts(row), sourceText(row), problem?.message];
  const name = `${KINDS[shape.kind][0]} ${shape.label}`.trim();
  return `${name}: ${words.filter(Boolean).join(", ")}`;
}

/** Whole numbers as they are, others with the decimals that a reader can use: three figures. */
export function figures(value: number): string {
  const size = Math.abs(value);
  const digits = size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : 2;
  return (digits && size < 1 ? value.toPrecision(3) : value.toFixed(digits)).replace("-", "−");
}
