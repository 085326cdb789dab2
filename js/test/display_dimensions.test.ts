import { describe, expect, test } from "vitest";
import { Grid } from "../src/display/dimensions.ts";

const axis = (name: string, unit: string, values: string[]) => ({ name, unit, source: "", values });
/** Slice × time, without the last time of the middle slice. */
const grid = new Grid({
  axes: [axis("Slice", "mm", ["0", "2", "4"]), axis("Time", "", ["1", "2", "3"])],
  places: [
    [0, 0],
    [0, 1],
    [0, 2],
    [1, 0],
    [1, 1],
    [2, 0],
    [2, 1],
    [2, 2],
  ],
});

describe("frames by their places", () => {
  test("every place that has a frame leads to it", () => {
    for (const [index, place] of grid.dimensions.places.entries())
      expect(grid.find(place, 0)).toEqual({ index, missed: [] });
  });

  test("where there is none, the value just chosen stays and the rest gives way", () => {
    expect(grid.find([1, 2], 0)).toEqual({ index: 4, missed: [1] });
    expect(grid.find([1, 2], 1)).toEqual({ index: 2, missed: [0] });
  });

  test("what is missing is said with its values", () => {
    const { missed } = grid.find([1, 2], 0);
    expect(grid.missing([1, 2], missed)).toBe(
      "No frame at Slice 2 mm, Time 3: the nearest is shown.",
    );
    expect(grid.missing([1, 1], [])).toBe("");
  });

  test("a value is shown with its unit, where it has one", () => {
    expect(grid.text(0, 1)).toBe("2 mm");
    expect(grid.text(1, 2)).toBe("3");
    expect(grid.text(7, 0)).toBe("");
  });
});
