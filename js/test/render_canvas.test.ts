import { describe, expect, it } from "vitest";
import { palette } from "../src/display/colormap.ts";
import { lookup, type Pixels, toScreen } from "../src/display/lookup.ts";
import type { Window } from "../src/display/window.ts";
import { renderer, type Size } from "../src/render/canvas.ts";
import type { Box } from "../src/render/layers.ts";
import { visible } from "../src/render/part.ts";
import { shrink } from "../src/render/resample.ts";
import type { FrameDisplay, FrameInfo } from "../src/sync/messages.ts";

const DISPLAY: FrameDisplay = {
  kind: "grey",
  signed: true,
  bits_stored: 16,
  slope: 1,
  intercept: -1024,
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
const WINDOW: Window = { center: 40, width: 400, function: "LINEAR" };

function info(columns: number, rows: number, display: Partial<FrameDisplay> = {}): FrameInfo {
  const geometry = { position: null, orientation: null, spacing: null, spacing_source: null };
  return {
    index: 0,
    rows,
    columns,
    samples: display.kind === "color" ? 3 : 1,
    display: { ...DISPLAY, ...display },
    geometry: { ...geometry, plane: null, regions: [], aspect: 1, letters: null },
    badges: [],
  };
}

/** A canvas that keeps what is put on it, and counts. */
function fakeCanvas() {
  const calls: [string, ...unknown[]][] = [];
  const made: FakeCanvas[] = [];
  class FakeCanvas {
    width = 300;
    height = 150;
    pixels = new Uint32Array(0);
    ownerDocument = { createElement: () => made[made.push(new FakeCanvas()) - 1] };
    context = {
      fillStyle: "",
      imageSmoothingEnabled: true,
      createImageData: (width: number, height: number) => {
        calls.push(["createImageData", width, height]);
        return { width, height, data: new Uint8ClampedArray(4 * width * height) };
      },
      putImageData: ({ width, height, data }: ImageData, ...at: number[]) => {
        const [x = 0, y = 0, left = 0, top = 0, across = width, down = height] = at;
        const colors = new Uint32Array(data.slice().buffer);
        this.pixels = this.kept();
        for (let row = top; row < top + down; row++)
          for (let column = left; column < left + across; column++)
            this.pixels[(y + row) * this.width + x + column] = colors[row * width + column] ?? 0;
        calls.push(["putImageData", across, down]);
      },
      setTransform: (...args: number[]) => calls.push(["setTransform", ...args]),
      resetTransform: () => calls.push(["resetTransform"]),
      fillRect: () => {
        this.pixels = this.kept().fill(0xff000000);
        calls.push(["fillRect"]);
      },
      drawImage: (...args: unknown[]) => {
        calls.push(["drawImage", ...args.slice(1), this.context.imageSmoothingEnabled]);
      },
    };
    /** What stands on it, as large as it is now. */
    kept() {
      const size = this.width * this.height;
      return this.pixels.length === size ? this.pixels.slice() : new Uint32Array(size);
    }
    getContext() {
      return this.context;
    }
  }
  const canvas = new FakeCanvas();
  return { canvas, made, calls, of: (name: string) => calls.filter(([call]) => call === name) };
}

function drawn(
  frame: FrameInfo,
  pixels: Pixels,
  box: Box,
  size: Size,
  { window = WINDOW, invert = false, colormap = "grey" } = {},
) {
  const fake = fakeCanvas();
  const screen = renderer(fake.canvas as unknown as HTMLCanvasElement);
  screen.setFrame(frame, pixels);
  const draw = (next = window) => screen.draw(box, size, next, invert, colormap);
  draw();
  return { ...fake, draw, screen };
}

const stored = Int16Array.from({ length: 12 * 10 }, (_, at) => at * 37 - 400);
const opaque = (greys: ArrayLike<number>) => Array.from(greys, (grey) => palette("grey")[grey]);

describe("1:1", () => {
  const box = { x: 0, y: 0, width: 12, height: 10 };

  it("is lut[stored], byte for byte", () => {
    const { canvas } = drawn(info(12, 10), stored, box, box);
    const table = lookup(info(12, 10).display, WINDOW, false);
    expect(Array.from(canvas.pixels)).toEqual(opaque(stored.map((v) => table[v & 0xffff] ?? 0)));
  });

  it("shows only what reaches into the area, black around it", () => {
    const at = { x: -3, y: 4, width: 12, height: 10 };
    const { canvas } = drawn(info(12, 10), stored, at, { width: 20, height: 8 });
    const table = lookup(info(12, 10).display, WINDOW, false);
    const pixel = (x: number, y: number) => canvas.pixels[y * 20 + x];
    expect(pixel(0, 3)).toBe(0xff000000);
    expect(pixel(9, 4)).toBe(0xff000000);
    expect(pixel(0, 4)).toBe(opaque([table[(stored[3] ?? 0) & 0xffff] ?? 0])[0]);
    expect(pixel(8, 7)).toBe(opaque([table[(stored[3 * 12 + 11] ?? 0) & 0xffff] ?? 0])[0]);
  });

  it("allocates nothing for another window", () => {
    const { draw, of, canvas } = drawn(info(12, 10), stored, box, box);
    const before = canvas.pixels;
    draw({ ...WINDOW, center: 500 });
    expect(canvas.pixels).not.toEqual(before);
    expect(of("createImageData")).toHaveLength(1);
  });

  it("puts down only the image itself, and blackens what is around it once", () => {
    const at = { x: 4, y: 2, width: 12, height: 10 };
    const size = { width: 40, height: 20 };
    const { draw, screen, of, canvas } = drawn(info(12, 10), stored, at, size);
    draw({ ...WINDOW, center: 500 });
    expect(of("putImageData")).toEqual(Array(2).fill(["putImageData", 12, 10]));
    expect(of("fillRect")).toHaveLength(1);
    const moved = { ...at, x: 9 };
    screen.draw(moved, size, WINDOW, false, "grey");
    expect(of("fillRect")).toHaveLength(2);
    expect(canvas.pixels[3 * 40 + 5]).toBe(0xff000000);
    screen.draw({ ...at, width: 24, height: 20 }, size, WINDOW, false, "grey");
    screen.draw(moved, size, WINDOW, false, "grey");
    expect(of("fillRect")).toHaveLength(4);
  });

  it("follows inversion and colour map", () => {
    const { canvas } = drawn(info(12, 10), stored, box, box, { invert: true, colormap: "pet" });
    const table = lookup(info(12, 10).display, WINDOW, true);
    const pet = palette("pet");
    expect(Array.from(canvas.pixels)).toEqual(
      Array.from(stored, (value) => pet[table[value & 0xffff] ?? 0]),
    );
  });

  it("draws colour as it is", () => {
    const rgb = Uint8Array.of(1, 2, 3, 250, 128, 0);
    const at = { x: 0, y: 0, width: 2, height: 1 };
    const { canvas } = drawn(info(2, 1, { kind: "color" }), rgb, at, at);
    expect(Array.from(canvas.pixels)).toEqual([0xff030201, 0xff0080fa]);
  });

  it("draws floating-point pixels by arithmetic", () => {
    const display = { bits_stored: 32, intercept: 0 };
    const floats = Float32Array.of(-200, 0.25, Number.NaN, 1e9);
    const at = { x: 0, y: 0, width: 4, height: 1 };
    const { canvas } = drawn(info(4, 1, display), floats, at, at);
    const screen = toScreen({ ...DISPLAY, ...display }, WINDOW, false);
    expect(Array.from(canvas.pixels)).toEqual(opaque(Array.from(floats, screen)));
  });
});

describe("smaller than the image", () => {
  const box = { x: 0, y: 0, width: 6, height: 5 };

  it("is the look-up of averages, shrunk once a zoom", () => {
    const { canvas } = drawn(info(12, 10), stored, box, box);
    const table = lookup(info(12, 10).display, WINDOW, false);
    const small = shrink(stored, { columns: 12, rows: 10, samples: 1 }, 6, 5);
    expect(Array.from(canvas.pixels)).toEqual(opaque(small.map((v) => table[v & 0xffff] ?? 0)));
  });

  it("averages modality values where the file has a table for them", () => {
    const display = {
      signed: false,
      bits_stored: 8,
      modality_lut: { name: "", first: 0, bits: 16, values: [0, 1000, 10, 20] },
    };
    const window: Window = { center: 500, width: 1000, function: "LINEAR_EXACT" };
    const at = { x: 0, y: 0, width: 2, height: 1 };
    const pixels = Uint8Array.of(0, 1, 2, 3);
    const { canvas } = drawn(info(4, 1, display), pixels, at, at, { window });
    expect(Array.from(canvas.pixels)).toEqual(opaque([128, 4]));
  });

  it("shows a 1-bit frame in greys", () => {
    const at = { x: 0, y: 0, width: 1, height: 1 };
    const display = { signed: false, bits_stored: 1, intercept: 0 };
    const window: Window = { center: 1, width: 2, function: "LINEAR" };
    const { canvas } = drawn(info(4, 1, display), Uint8Array.of(0, 1, 1, 1), at, at, { window });
    expect(Array.from(canvas.pixels)).toEqual(opaque([191]));
  });
});

describe("smaller one way and larger the other", () => {
  it("averages along the one and lets the browser scale the other", () => {
    const at = { x: 0, y: 0, width: 6, height: 30 };
    const { made, of } = drawn(info(12, 10), stored, at, { width: 6, height: 30 });
    const small = shrink(stored, { columns: 12, rows: 10, samples: 1 }, 6, 10);
    const table = lookup(info(12, 10).display, WINDOW, false);
    expect(Array.from(made[0]?.pixels ?? [])).toEqual(
      opaque(small.map((v) => table[v & 0xffff] ?? 0)),
    );
    expect(of("drawImage")[0]?.slice(1, 5)).toEqual([0, 0, 6, 30]);
  });

  it("makes no more of an absurd proportion than can be seen", () => {
    const at = { x: 0, y: -500_000, width: 6, height: 1_000_000 };
    const { of } = drawn(info(12, 10), stored, at, { width: 6, height: 30 });
    expect(of("createImageData")).toEqual([["createImageData", 6, 10]]);
  });
});

describe("larger than the image", () => {
  it("looks up at native size only what can be seen, and lets the browser scale", () => {
    const wide = Int16Array.from({ length: 512 * 256 }, (_, at) => at % 3000);
    const at = { x: -2000, y: -900, width: 512 * 10, height: 256 * 10 };
    const { made, of, calls } = drawn(info(512, 256), wide, at, { width: 400, height: 300 });
    const [behind] = made;
    const [[, x, y, width, height, smooth]] = of("drawImage") as [[string, ...number[]]];
    expect(behind?.width).toBe(64);
    expect(behind?.height).toBe(64);
    expect([x, y, width, height]).toEqual([-2000 + 1920, -900 + 640, 640, 640]);
    expect(smooth).toBe(false);
    const table = lookup(info(1, 1).display, WINDOW, false);
    const first = (wide[64 * 512 + 192] ?? 0) & 0xffff;
    expect(behind?.pixels[0]).toBe(opaque([table[first] ?? 0])[0]);
    expect(calls.map(([name]) => name)).toEqual([
      ...["fillRect", "createImageData", "putImageData", "drawImage"],
    ]);
  });

  it("interpolates below six device pixels a pixel", () => {
    const at = { x: 0, y: 0, width: 24, height: 20 };
    const { of } = drawn(info(12, 10), stored, at, at);
    expect(of("drawImage")[0]?.at(-1)).toBe(true);
  });

  it("draws pictures of the frame and of its parts in their places", () => {
    const at = { x: 5, y: 6, width: 24, height: 20 };
    const { screen, of } = drawn(info(12, 10), stored, at, at);
    const image = {} as ImageBitmap;
    const layers = [
      { image, region: [0, 0, 12, 10] },
      { image, region: [3, 5, 6, 10] },
    ] as const;
    const plain = { rotation: 0, flip: false } as const;
    screen.drawPictures(layers, { columns: 12, rows: 10 }, at, at, plain);
    expect(of("setTransform").at(-1)?.slice(1)).toEqual([24, 0, 0, 20, 5, 6]);
    const drawings = of("drawImage")
      .slice(-2)
      .map((call) => call.slice(1));
    expect(drawings).toEqual([
      [0, 0, 1, 1, true],
      [0.25, 0.5, 0.25, 0.5, true],
    ]);
  });

  it("draws pictures turned as the frame will be", () => {
    const at = { x: 5, y: 6, width: 20, height: 24 };
    const { screen, of } = drawn(info(12, 10), stored, at, at);
    const layers = [{ image: {} as ImageBitmap, region: [0, 0, 12, 10] }] as const;
    const turn = { rotation: 90, flip: false } as const;
    screen.drawPictures(layers, { columns: 12, rows: 10 }, at, at, turn);
    // The picture's columns run down the screen, its rows from right to left.
    expect(of("setTransform").at(-1)?.slice(1)).toEqual([0, 24, -20, 0, 25, 6]);
    expect(of("resetTransform")).toHaveLength(1);
  });
});

describe("what can be seen", () => {
  it.each([
    [0, 10, 10, { first: 0, count: 10, at: 0 }],
    [-4, 10, 5, { first: 4, count: 5, at: 0 }],
    [3, 10, 5, { first: 0, count: 2, at: 3 }],
    [20, 10, 5, { first: 0, count: 0, at: 20 }],
    [-30, 10, 5, { first: 30, count: 0, at: 0 }],
  ])("from %i, %i cells, area %i", (start, cells, area, expected) => {
    expect(visible(start, cells, area)).toEqual(expected);
  });
});
