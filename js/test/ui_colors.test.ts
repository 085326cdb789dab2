import { expect, test } from "vitest";
import { COLORMAPS } from "../src/display/colormap.ts";
import { lookup } from "../src/display/lookup.ts";
import type { Window } from "../src/display/window.ts";
import type { FrameDisplay } from "../src/sync/messages.ts";
import { ticks } from "../src/ui/color_bar.ts";
import { colorLabel, colorsFor, nextColors } from "../src/ui/colors.ts";

const display: FrameDisplay = {
  kind: "grey",
  signed: true,
  bits_stored: 16,
  slope: 1,
  intercept: 0,
  unit: "HU",
  padding: null,
  inverse: false,
  voi_function: "LINEAR",
  windows: [],
  modality_lut: null,
  voi_luts: [],
  voi_lut: null,
  presentation_lut: null,
  real_world: [],
};

test.each(["PT", "NM", "CT", ""])("every map is offered once for %s, grey first", (modality) => {
  const names = colorsFor(modality).flatMap(([, ...each]) => each);
  expect(names[0]).toBe("grey");
  expect([...names].sort()).toEqual([...COLORMAPS].sort());
});

test("the maps of nuclear medicine come first where they belong", () => {
  expect(colorsFor("PT")[1]?.[1]).toBe("hot_iron");
  expect(colorsFor("MR")[1]?.[1]).toBe("viridis");
});

test("the next map comes round to grey again", () => {
  let name = "grey";
  for (let k = 0; k < COLORMAPS.length; k++) name = nextColors("PT", name);
  expect(name).toBe("grey");
  expect(nextColors("PT", "grey")).toBe("hot_iron");
});

test("labels read as words", () => {
  expect(["hot_metal_blue", "pet_20_step", "viridis"].map(colorLabel)).toEqual([
    "Hot metal blue",
    "PET 20 step",
    "Viridis",
  ]);
});

test.each(["LINEAR", "LINEAR_EXACT", "SIGMOID"] as const)(
  "a tick of %s stands at the colour its value has",
  (kind) => {
    const window: Window = { center: 1000, width: 4001, function: kind };
    const table = lookup(display, window);
    for (const [share, value] of ticks(window)) {
      const at = Math.round(value);
      expect(Math.abs((table[at < 0 ? at + 65536 : at] as number) - share * 255)).toBeLessThan(1);
    }
  },
);
