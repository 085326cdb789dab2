// The renderer: a 2D canvas on which only the pixels on screen are looked up. 1:1 is one image
// pixel per device pixel. Enlarging looks up at native size and lets the browser scale; shrinking
// averages stored values once a zoom and looks up at the size of the screen.

import type { Pixels } from "../display/lookup.ts";
import type { Turn } from "../display/turn.ts";
import { defaultWindow, type Window } from "../display/window.ts";
import type { FrameDisplay, FrameInfo } from "../sync/messages.ts";
import { type Box, drawLayers, type Layer, SQUARES_FROM } from "./layers.ts";
import { averageable, paint } from "./paint.ts";
import { isSame, type Part, visible } from "./part.ts";
import { type Grid, shrink } from "./resample.ts";

export interface Size {
  width: number;
  height: number;
}

export interface Renderer {
  /** The frame to draw from now on; draws nothing yet. */
  setFrame(info: FrameInfo, pixels: Pixels): void;
  /** Draw the frame into `box` on a canvas of `size`. A null window shows it as its file says. */
  draw(box: Box, size: Size, window: Window | null, invert: boolean, colormap: string): void;
  /** Let go of the frame and show nothing. */
  forget(): void;
  /** Draw ready pictures of the file's frame or of its parts, lowest first, in the same place,
   * turned. */
  drawPictures(
    layers: readonly Layer[],
    whole: Pick<Grid, "columns" | "rows">,
    box: Box,
    size: Size,
    turn: Turn,
  ): void;
  /** Draw pictures of the file's frame or of its parts over what was drawn, in the same place. */
  drawOver(
    layers: readonly Layer[],
    whole: Pick<Grid, "columns" | "rows">,
    box: Box,
    turn: Turn,
  ): void;
}

interface Shown {
  pixels: Pixels;
  display: FrameDisplay;
  columns: number;
  rows: number;
}

/** `squaresFrom` device pixels a pixel on, pixels are shown as squares. */
export function renderer(canvas: HTMLCanvasElement, squaresFrom = SQUARES_FROM): Renderer {
  const context = canvas.getContext("2d", { alpha: false }) as CanvasRenderingContext2D;
  const behind = canvas.ownerDocument.createElement("canvas");
  const brush = paint();
  let frame: { info: FrameInfo; pixels: Pixels } | null = null;
  let small: Shown | null = null;
  let screen: Sheet | null = null;
  let native: Sheet | null = null;
  /** The part of the canvas outside of which all is black, if that is so. */
  let lit: { across: Part; down: Part } | null = null;

  const resize = ({ width, height }: Size) => {
    if (canvas.width !== width || canvas.height !== height) lit = null;
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
  };
  const clear = ({ width, height }: Size) => {
    lit = null;
    context.fillStyle = "#000";
    context.fillRect(0, 0, width, height);
  };
  /** Pixel for pixel, at whole positions: looked up straight into the canvas's own pixels. */
  const drawPixels = ({ pixels, columns, rows }: Shown, box: Box, size: Size) => {
    if (!screen || screen.image.width !== size.width || screen.image.height !== size.height) {
      screen = sheet(context, size.width, size.height);
    }
    const { width } = size;
    const across = visible(box.x, columns, width);
    const down = visible(box.y, rows, size.height);
    if (!lit || !isSame(across, lit.across) || !isSame(down, lit.down)) clear(size);
    lit = { across, down };
    brush.rectangle(pixels, screen.colors, {
      width: across.count,
      height: down.count,
      from: down.first * columns + across.first,
      fromStride: columns,
      to: down.at * width + across.at,
      toStride: width,
    });
    context.putImageData(screen.image, 0, 0, across.at, down.at, across.count, down.count);
  };
  /** Looked up at native size where it can be seen, scaled by the browser. */
  const drawScaled = ({ pixels, columns, rows }: Shown, box: Box, size: Size) => {
    const scaleX = box.width / columns;
    const scaleY = box.height / rows;
    const across = seen(box.x, scaleX, columns, size.width);
    const down = seen(box.y, scaleY, rows, size.height);
    clear(size);
    if (across.count === 0 || down.count === 0) return;
    if (native?.image.width !== across.count || native.image.height !== down.count) {
      native = sheet(context, across.count, down.count);
      behind.width = across.count;
      behind.height = down.count;
    }
    brush.rectangle(pixels, native.colors, {
      width: across.count,
      height: down.count,
      from: down.first * columns + across.first,
      fromStride: columns,
      to: 0,
      toStride: across.count,
    });
    behind.getContext("2d", { alpha: false })?.putImageData(native.image, 0, 0);
    context.imageSmoothingEnabled = Math.min(scaleX, scaleY) < squaresFrom;
    context.imageSmoothingQuality = Math.min(scaleX, scaleY) < 1 ? "high" : "low";
    context.drawImage(
      behind,
      box.x + across.first * scaleX,
      box.y + down.first * scaleY,
      across.count * scaleX,
      down.count * scaleY,
    );
  };

  return {
    setFrame(info, pixels) {
      frame = { info, pixels };
      small = null;
    },
    draw(box, size, window, invert, colormap) {
      resize(size);
      if (!frame) return clear(size);
      const { info, pixels } = frame;
      const { rows, columns, display } = info;
      const whole: Shown = { pixels, display, columns, rows };
      const width = Math.max(1, Math.round(box.width));
      const height = Math.max(1, Math.round(box.height));
      // A frame without a window of its own keeps the same one when it is shown in averages.
      const shown = window ?? defaultWindow(display);
      // Pixels that are not square may shrink one way and grow the other.
      const across = Math.min(width, columns);
      const down = Math.min(height, rows);
      let seen = whole;
      // Between two values there is no colour in between: the browser shrinks such a frame.
      if (!display.palette && (across < columns || down < rows)) {
        if (small?.columns !== across || small.rows !== down) {
          small = shrunk(whole, info.samples, across, down);
        }
        seen = small;
      }
      brush.prepare(seen.display, shown, invert, colormap);
      if (seen.columns === width && seen.rows === height) drawPixels(seen, box, size);
      else drawScaled(seen, box, size);
    },
    forget() {
      frame = small = screen = native = null;
      clear(canvas);
    },
    drawPictures(layers, whole, box, size, turn) {
      resize(size);
      clear(size);
      // A frame that comes again is set again.
      frame = small = native = null;
      this.drawOver(layers, whole, box, turn);
    },
    drawOver(layers, whole, box, turn) {
      if (layers.length === 0) return;
      lit = null;
      drawLayers(context, layers, whole, box, turn, squaresFrom);
    },
  };
}

interface Sheet {
  image: ImageData;
  /** The same bytes, a pixel each. */
  colors: Uint32Array;
}

function sheet(context: CanvasRenderingContext2D, width: number, height: number): Sheet {
  const image = context.createImageData(width, height);
  return { image, colors: new Uint32Array(image.data.buffer) };
}

function shrunk(whole: Shown, samples: number, columns: number, rows: number): Shown {
  const { pixels, display } = averageable(whole.pixels, whole.display);
  const grid = { columns: whole.columns, rows: whole.rows, samples };
  const padding = display.kind === "color" ? null : display.padding;
  return { pixels: shrink(pixels, grid, columns, rows, padding), display, columns, rows };
}

/** The image cells along one axis that reach into the area, on a coarse grid so that panning
 * rarely changes how many; one more at either end for the browser's interpolation. */
function seen(start: number, scale: number, cells: number, area: number): Part {
  const first = Math.max(0, Math.floor((-start / scale - 1) / 32) * 32);
  const last = Math.min(cells, Math.ceil(((area - start) / scale + 1) / 32) * 32);
  return { first, count: Math.max(0, last - first), at: 0 };
}
