import { expect, test } from "vitest";
import type { Drawn } from "../src/ui/drawn.ts";
import { toImage, toScreen } from "../src/ui/drawn.ts";
import { loupeBox, loupePlace } from "../src/ui/magnifier.ts";

const area = { width: 500, height: 400 };

function drawn(scale: number, aspect: number): Drawn {
  const from = { info: { columns: 50, rows: 100 }, pixels: null };
  const picture = { columns: 100, rows: 50, aspect };
  const frame = {
    from,
    picture,
    info: from.info,
    pixels: null,
    turn: { rotation: 90, flip: false },
  };
  const at = { scale, x: 20, y: 10, width: 100 * scale, height: 50 * scale * aspect };
  return { frame: frame as unknown as Drawn["frame"], at, area, ratio: 2 };
}

test("points of the screen and of the file's frame are each other's way back", () => {
  const there = toScreen(drawn(4, 2), [10, 30]);
  // Turned, row 30 is column 70 and column 10 is row 10; in CSS pixels half as far.
  expect(there).toEqual([(20 + 70 * 4) / 2, (10 + 10 * 8) / 2]);
  expect(toImage(drawn(4, 2), ...there)).toEqual([10, 30]);
});

test.each([
  [1, 1, 4, 4],
  [0.2, 1, 2, 2],
  [0.2, 0.5, 4, 2],
  [3, 2, 12, 24],
])("at scale %f, aspect %f, a pixel in the loupe is %f × %f", (scale, aspect, across, down) => {
  const shown = drawn(scale, aspect);
  const x = (20 + 10.3 * scale) / 2;
  const y = (10 + 20.7 * scale * aspect) / 2;
  const box = loupeBox({ ...shown, spot: { at: [x, y], finger: false } }, 160);
  expect([box.width / 100, box.height / 50]).toEqual([across, down]);
  expect([box.x + 10.5 * across, box.y + 20.5 * down]).toEqual([80, 80]);
});

test("the loupe stays on the screen and clear of a finger", () => {
  expect(loupePlace({ at: [250, 200], finger: false }, area, 1)).toEqual([170, 120]);
  expect(loupePlace({ at: [3, 399], finger: false }, area, 1)).toEqual([0, 240]);
  expect(loupePlace({ at: [125, 100], finger: false }, area, 2)).toEqual([45, 20]);
  expect(loupePlace({ at: [250, 300], finger: true }, area, 1)).toEqual([170, 104]);
  const [left] = loupePlace({ at: [400, 50], finger: true }, area, 1);
  expect(left + 160).toBeLessThan(400);
  expect(loupePlace({ at: [100, 50], finger: true }, area, 1)[0]).toBeGreaterThan(100);
});
