// How a shape looks: the path of its line in screen pixels. Pure.
import type { MeasurementKind } from "../../sync/messages.ts";
import { boxOf, type Point } from "./shape.ts";

/** Half a ruler's end mark, and the radius of an angle's arc. */
const MARK = 5;
const ARC = 16;
/** So many points tell well enough where a curve runs. */
const MOST_COURSE = 32;

/** `points` on the screen; what is parallel to the image's axes is so on the screen, however the
 * image is turned or mirrored. */
export function outline(kind: MeasurementKind, points: readonly Point[]): string {
  const [[x0, y0], [x1, y1]] = boxOf(points);
  if (kind === "rectangle") return `M${at(x0, y0)}H${to(x1)}V${to(y1)}H${to(x0)}Z`;
  if (kind === "ellipse") {
    const arc = `A${at((x1 - x0) / 2, (y1 - y0) / 2)} 0 1 0 `;
    const y = (y0 + y1) / 2;
    return `M${at(x0, y)}${arc}${at(x1, y)}${arc}${at(x0, y)}Z`;
  }
  const line = `M${points.map(([x, y]) => at(x, y)).join("L")}`;
  if (kind === "ruler") return line + marks(points);
  return kind === "angle" ? line + arc(points) : `${line}Z`;
}

/** The same line as a few points, for whoever must not cover it. */
export function course(kind: MeasurementKind, points: readonly Point[]): Point[] {
  const [[x0, y0], [x1, y1]] = boxOf(points);
  if (kind === "ruler" || kind === "angle") return [...points];
  if (kind === "freehand") {
    const step = Math.ceil(points.length / MOST_COURSE);
    return [...points.filter((_, k) => k % step === 0), ...points.slice(0, 1)];
  }
  const turns = Array.from({ length: kind === "rectangle" ? 5 : 17 }, (_, k) =>
    kind === "rectangle" ? (k + 0.5) * (Math.PI / 2) : k * (Math.PI / 8),
  );
  const far = kind === "rectangle" ? Math.SQRT2 : 1;
  return turns.map((turn) => [
    (x0 + x1) / 2 + ((x1 - x0) / 2) * far * Math.cos(turn),
    (y0 + y1) / 2 + ((y1 - y0) / 2) * far * Math.sin(turn),
  ]);
}

function marks([a, b]: readonly Point[]): string {
  if (!a || !b) return "";
  const long = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
  const [x, y] = [((a[1] - b[1]) / long) * MARK, ((b[0] - a[0]) / long) * MARK];
  return [a, b]
    .map((end) => `M${at(end[0] - x, end[1] - y)}L${at(end[0] + x, end[1] + y)}`)
    .join("");
}

function arc([a, vertex, b]: readonly Point[]): string {
  if (!a || !vertex || !b) return "";
  const [from, until] = [a, b].map(([x, y]) => Math.atan2(y - vertex[1], x - vertex[0]));
  const on = (turn = 0) => at(vertex[0] + ARC * Math.cos(turn), vertex[1] + ARC * Math.sin(turn));
  const way = Math.sin((until ?? 0) - (from ?? 0)) > 0 ? 1 : 0;
  return `M${on(from)}A${ARC} ${ARC} 0 0 ${way} ${on(until)}`;
}

const to = (value: number) => Number(value.toFixed(1));
const at = (x: number, y: number) => `${to(x)} ${to(y)}`;
