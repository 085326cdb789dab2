import { describe, expect, it } from "vitest";
import type { FrameInfo } from "../src/sync/messages.ts";
import { graphicBadges, graphicsOf, overlayMenu } from "../src/ui/graphics.ts";
import type { Live } from "../src/ui/live.ts";

const info = {
  graphics: [
    { kind: "shutter", text: "circle" },
    { kind: "overlay", text: "Marks", group: 0x6000 },
    { kind: "overlay", text: "Ruler", group: 0x6002 },
  ],
} as FrameInfo;
const now = (overlays: boolean, shutter: boolean, color_profile = true) =>
  ({ overlays, overlays_off: [], shutter, color_profile }) as unknown as Live["now"];
const without = (overlays_off: number[]) => ({ ...now(true, true), overlays_off });

describe("what is drawn over a frame", () => {
  it("is told only where it is switched off", () => {
    expect(graphicBadges(info, now(true, true))).toEqual([]);
    const [badge, more] = graphicBadges(info, now(false, true));
    expect(badge?.text).toBe("OVERLAYS OFF");
    expect(badge?.reason).toContain("Marks, Ruler");
    expect(more).toBeUndefined();
    expect(graphicBadges(info, now(false, false))).toHaveLength(2);
  });
  it("has tools only where there is something to switch", () => {
    expect(graphicsOf(info, "overlay")).toHaveLength(2);
    expect(graphicsOf({} as FrameInfo, "overlay")).toEqual([]);
    expect(graphicsOf(undefined, "shutter")).toEqual([]);
  });
  it("is told by name where one overlay alone is switched off", () => {
    const [badge, more] = graphicBadges(info, without([0x6002]));
    expect(badge?.text).toBe("OVERLAY OFF");
    expect(badge?.reason).toBe("The file draws over its pixels: Ruler.");
    expect(more).toBeUndefined();
  });
  it("lists overlays with a switch each", () => {
    const said: object[] = [];
    const items = (from: Live["now"]) => {
      const sections = overlayMenu(graphicsOf(info, "overlay"), from, (each) => said.push(each));
      return sections.flatMap((each) => each.items);
    };
    const [marks, ruler, all, none] = items(without([0x6002]));
    expect([marks, ruler].map((each) => [each?.label, each?.detail, each?.on])).toEqual([
      ["Marks", "6000", true],
      ["Ruler", "6002", false],
    ]);
    for (const each of [marks, ruler, all, none]) each?.run();
    items(now(false, true))[1]?.run();
    expect(said).toEqual([
      { overlays: true, overlays_off: [0x6002, 0x6000] },
      { overlays: true, overlays_off: [] },
      { overlays: true, overlays_off: [] },
      { overlays: false },
      { overlays: true, overlays_off: [0x6000] },
    ]);
  });
  it("says by which profile colours are shown, and that they are not", () => {
    const colored = { profile: "Scanner 7" } as FrameInfo;
    const texts = [true, false].map((on) => graphicBadges(colored, now(true, true, on)));
    expect(texts.map(([each]) => each?.text)).toEqual(["COLOR PROFILE", "PROFILE OFF"]);
    expect(texts.every(([each]) => each?.reason.includes("Scanner 7"))).toBe(true);
  });
});
