// What is drawn on a frame and what was measured in it, as they travel
// (dicomwidgets/measurement/row.py).
import type { ErrorPayload, SpacingPlane } from "./messages.ts";

export type MeasurementKind = "ruler" | "angle" | "rectangle" | "ellipse" | "freehand";

export interface MeasurementShape {
  id: string;
  kind: MeasurementKind;
  index: number;
  points: [number, number][];
  label: string;
}

export interface Histogram {
  edges: number[];
  counts: number[];
}

export interface MeasurementRow extends MeasurementShape {
  length_mm: number | null;
  length_px: number | null;
  angle_deg: number | null;
  area_mm2: number | null;
  area_px: number | null;
  perimeter_mm: number | null;
  pixels: number | null;
  left_out: number | null;
  mean: number | null;
  sd: number | null;
  minimum: number | null;
  maximum: number | null;
  unit: string | null;
  value_source: string | null;
  histogram: Histogram | null;
  spacing_source: string | null;
  plane: SpacingPlane | null;
  problem: ErrorPayload | null;
}
