// Where a slice lies, in one short text.
import type { FrameInfo } from "../sync/messages.ts";

/** The distance of the slice along its normal, in mm; empty where the file does not say. */
export function positionText(info: FrameInfo | undefined): string {
  const millimetres = info && slicePosition(info);
  if (millimetres === null || millimetres === undefined) return "";
  return `${(Math.round(millimetres * 10) / 10 || 0).toFixed(1).replace("-", "−")} mm`;
}

/** Image Position (Patient) projected on the slice normal (PS3.3 C.7.6.2.1.1). */
export function slicePosition({ geometry: { position, orientation } }: FrameInfo): number | null {
  if (!position || !orientation) return null;
  const [a, b, c, d, e, f] = orientation;
  const normal = [b * f - c * e, c * d - a * f, a * e - b * d];
  return position.reduce((sum, value, axis) => sum + value * (normal[axis] ?? 0), 0);
}
