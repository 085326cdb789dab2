// Where the image lies on the canvas. Pure: all lengths in device pixels, image points in
// (column, row) with (0, 0) at the top left corner of the first pixel.

export interface Size {
  width: number;
  height: number;
}

export interface Picture {
  columns: number;
  rows: number;
  /** Height of a pixel over its width. */
  aspect: number;
  /** Width of a pixel in columns of the file's frame, 1 by default: a quarter turn of pixels that
   * are not square makes another of it. */
  unit?: number;
}

export interface Viewport {
  /** Device pixels per column of the file's frame; null fits the image into the area. */
  zoom: number | null;
  /** The image point in the middle of the area; null is the middle of the image. */
  center: [number, number] | null;
}

export interface Placement {
  /** Device pixels per column shown. */
  scale: number;
  /** Left and top edge of the image on the canvas: whole pixels, so that 1:1 stays crisp. */
  x: number;
  y: number;
  width: number;
  height: number;
}

export const LARGEST_ZOOM = 64;

export function fitZoom({ columns, rows, aspect, unit = 1 }: Picture, area: Size): number {
  return Math.min(area.width / columns, area.height / (rows * aspect)) / unit || 1;
}

export function place(view: Viewport, picture: Picture, area: Size): Placement {
  const { columns, rows, aspect, unit = 1 } = picture;
  const scale = (view.zoom ?? fitZoom(picture, area)) * unit;
  const [column, row] = view.center ?? [columns / 2, rows / 2];
  return {
    scale,
    x: Math.round(area.width / 2 - column * scale),
    y: Math.round(area.height / 2 - row * scale * aspect),
    width: columns * scale,
    height: rows * scale * aspect,
  };
}

/** The image point under (x, y) of the canvas. */
export function imagePoint(at: Placement, picture: Picture, x: number, y: number) {
  return [(x - at.x) / at.scale, (y - at.y) / (at.scale * picture.aspect)] as [number, number];
}

/** Where an image point lies on the canvas. */
export function screenPoint(
  at: Placement,
  { aspect }: Picture,
  [column, row]: readonly [number, number],
): [number, number] {
  return [at.x + column * at.scale, at.y + row * at.scale * aspect];
}

/** Zoom so that the image point under (x, y) stays there, or goes to `to`. */
export function zoomAt(
  view: Viewport,
  picture: Picture,
  area: Size,
  zoom: number,
  [x, y]: [number, number],
  to: [number, number] = [x, y],
): Viewport {
  const [column, row] = imagePoint(place(view, picture, area), picture, x, y);
  const least = Math.min(fitZoom(picture, area) / 4, 1);
  const kept = Math.min(Math.max(zoom, least), LARGEST_ZOOM);
  const scale = kept * (picture.unit ?? 1);
  const center: [number, number] = [
    column + (area.width / 2 - to[0]) / scale,
    row + (area.height / 2 - to[1]) / (scale * picture.aspect),
  ];
  return { zoom: kept, center: keepInside(center, picture) };
}

/** Move the image by (dx, dy) device pixels. */
export function pan(view: Viewport, picture: Picture, area: Size, dx: number, dy: number) {
  const { scale } = place(view, picture, area);
  const [column, row] = view.center ?? [picture.columns / 2, picture.rows / 2];
  const center = keepInside([column - dx / scale, row - dy / (scale * picture.aspect)], picture);
  return { zoom: view.zoom, center };
}

/** The middle of the area stays on the image: nobody loses it out of sight. */
function keepInside([column, row]: [number, number], { columns, rows }: Picture): [number, number] {
  return [Math.min(Math.max(column, 0), columns), Math.min(Math.max(row, 0), rows)];
}

/** The longest round length (1, 2 or 5 times a power of ten) that is at most `longest`. */
export function roundLength(longest: number): number {
  const power = 10 ** Math.floor(Math.log10(longest));
  const factor = [5, 2].find((candidate) => candidate * power <= longest) ?? 1;
  return factor * power;
}
