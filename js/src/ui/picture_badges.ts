// Why what is on screen is a picture and not the stored values. Pure.
import type { Badge, ErrorPayload } from "../sync/messages.ts";

/** `only` is why the stored values do not come; null where they do. */
export function pictureBadge(only: "windowed" | ErrorPayload | null, reduced: number): Badge {
  if (only === null) return PREVIEW;
  const part = reduced > 1.01 ? ` 1 : ${Number(reduced.toPrecision(2))}` : "";
  const text = part ? `REDUCED${part}` : "WINDOWED";
  return { text, reason: only === "windowed" ? ASKED : only.message, level: "info" };
}

export const PREVIEW: Badge = {
  text: "PREVIEW",
  reason: "An 8-bit picture made by the kernel; the stored values are on their way.",
  level: "info",
};
const ASKED =
  'Windowed 8-bit pictures were asked for: transport="windowed". With "auto" the stored values come.';
