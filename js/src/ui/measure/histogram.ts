// How often the values inside an area occur, as small bars.
import type { Histogram } from "../../sync/messages.ts";
import { svg } from "../dom.ts";
import { figures } from "./text.ts";

const WIDTH = 96;
const HEIGHT = 24;

export function histogram({ edges, counts }: Histogram, unit: string | null): SVGElement {
  const most = Math.max(...counts, 1);
  const [low = 0, high = 0] = [edges[0], edges.at(-1)];
  const span = high - low || 1;
  const x = (value = 0) => (((value - low) / span) * WIDTH).toFixed(1);
  const bars = counts.map(
    (count, k) =>
      `M${x(edges[k])} ${HEIGHT}V${(HEIGHT * (1 - count / most)).toFixed(1)}H${x(edges[k + 1])}V${HEIGHT}`,
  );
  const label = `Histogram from ${figures(low)} to ${figures(high)} ${unit ?? ""}`;
  return svg(
    "svg",
    {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: "none",
      role: "img",
      "aria-label": label.trim(),
      "data-tip": `${label.trim()}, most: ${most}`,
    },
    svg("path", { d: bars.join("") }),
  );
}
