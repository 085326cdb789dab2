// Length, angle and area of a shape: twin of dicomwidgets/measurement (shapes.py, scale.py), both
// held to tests/golden/measurements.json. It speaks while something is dragged, and where nobody
// can be asked.
import type { FrameGeometry, MeasurementShape } from "../../sync/messages.ts";
import { boxOf, isArea, isBoxed, type Point } from "./shape.ts";

export interface Sizes {
  length: number | null;
  /** Degrees. */
  angle: number | null;
  /** Null too where a closed curve crosses itself: what lies inside then, only the kernel says. */
  area: number | null;
  /** Of the length: millimetres, or the widths of pixels; of the area: its square, or pixels. */
  unit: "mm" | "px";
}

type Geometry = Pick<FrameGeometry, "spacing" | "regions" | "aspect">;

export function sizesOf(shape: MeasurementShape, geometry: Geometry | null): Sizes {
  const { kind } = shape;
  const spacing = geometry && spacingAt(shape, geometry);
  const [down, right] = spacing ?? [geometry?.aspect ?? 1, 1];
  const [a = ZERO, b = ZERO, c = ZERO] = shape.points.map(([x, y]): Point => [x * right, y * down]);
  const area = isArea(kind) ? areaOf(shape) : null;
  return {
    length: kind === "ruler" ? Math.hypot(b[0] - a[0], b[1] - a[1]) : null,
    angle:
      kind === "angle" ? angleOf([a[0] - b[0], a[1] - b[1]], [c[0] - b[0], c[1] - b[1]]) : null,
    area: area && area * (spacing ? down * right : 1),
    unit: spacing ? "mm" : "px",
  };
}

const ZERO: Point = [0, 0];

/** [row, column] in mm. Where there are ultrasound regions, pixels have a size only inside them. */
function spacingAt({ kind, points }: MeasurementShape, { spacing, regions }: Geometry) {
  if (regions.length === 0) return spacing;
  const [low, high] = boxOf(points);
  const corners = isBoxed(kind) ? [low, high, [low[0], high[1]], [high[0], low[1]]] : points;
  const found = corners.map(([x = 0, y = 0]) =>
    regions.filter((at) => at.x0 <= x && x <= at.x1 && at.y0 <= y && y <= at.y1),
  );
  const common = regions.filter((region) => found.every((there) => there.includes(region)));
  const [first, ...others] = common.length > 0 ? common : found.flat();
  const same = others.every((other) =>
    other.spacing.every((mm, k) => Math.abs(mm - (first?.spacing[k] ?? 0)) <= 1e-6 * mm),
  );
  return first && same && found.every((there) => there.length > 0) ? first.spacing : null;
}

function angleOf([ax, ay]: Point, [bx, by]: Point): number | null {
  if (!Math.hypot(ax, ay) || !Math.hypot(bx, by)) return null;
  return (Math.atan2(Math.abs(ax * by - ay * bx), ax * bx + ay * by) * 180) / Math.PI;
}

/** In pixels. */
function areaOf({ kind, points }: MeasurementShape): number | null {
  if (isBoxed(kind)) {
    const [[left, top], [right, bottom]] = boxOf(points);
    return (right - left) * (bottom - top) * (kind === "ellipse" ? Math.PI / 4 : 1);
  }
  const edges = points.map((point, k): Edge => [point, points[(k + 1) % points.length] ?? point]);
  const crossed = edges.some(([a, b], k) =>
    edges
      .slice(k + 2, k ? undefined : -1)
      .some(([c, d]) => side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0),
  );
  if (crossed) return null;
  return Math.abs(edges.reduce((sum, [a, b]) => sum + side(ZERO, a, b), 0)) / 2;
}

type Edge = [Point, Point];

/** On which side of the line from `a` to `b` a point lies: twice the area between them. */
function side([ax, ay]: Point, [bx, by]: Point, [x, y]: Point): number {
  return (bx - ax) * (y - ay) - (by - ay) * (x - ax);
}
