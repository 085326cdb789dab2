import { describe, expect, it } from "vitest";
import type { FrameInfo } from "../src/sync/messages.ts";
import { graphicBadges, hasGraphic } from "../src/ui/graphics.ts";
import type { Live } from "../src/ui/live.ts";

const info = {
  graphics: [
    { kind: "shutter", text: "circle" },
    { kind: "overlay", text: "Marks" },
  ],
} as FrameInfo;
const now = (overlays: boolean, shutter: boolean, color_profile = true) =>
  ({ overlays, shutter, color_profile }) as Live["now"];

describe("what is drawn over a frame", () => {
  it("is told only where it is switched off", () => {
    expect(graphicBadges(info, now(true, true))).toEqual([]);
    const [badge, more] = graphicBadges(info, now(false, true));
    expect(badge?.text).toBe("OVERLAYS OFF");
    expect(badge?.reason).toContain("Marks");
    expect(more).toBeUndefined();
    expect(graphicBadges(info, now(false, false))).toHaveLength(2);
  });
  it("has tools only where there is something to switch", () => {
    expect(hasGraphic(info, "overlay")).toBe(true);
    expect(hasGraphic({} as FrameInfo, "overlay")).toBe(false);
    expect(hasGraphic(undefined, "shutter")).toBe(false);
  });
  it("says by which profile colours are shown, and that they are not", () => {
    const colored = { profile: "Scanner 7" } as FrameInfo;
    const texts = [true, false].map((on) => graphicBadges(colored, now(true, true, on)));
    expect(texts.map(([each]) => each?.text)).toEqual(["COLOR PROFILE", "PROFILE OFF"]);
    expect(texts.every(([each]) => each?.reason.includes("Scanner 7"))).toBe(true);
  });
});
