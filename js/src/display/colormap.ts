// Colour maps over screen grey, as formulas. Twin of dicomwidgets/display/colormap.py.

type Stop = readonly [grey: number, color: readonly [number, number, number]];

const STOPS: Record<string, readonly Stop[]> = {
  grey: [
    [0, [0, 0, 0]],
    [255, [255, 255, 255]],
  ],
  hot_iron: [
    [0, [0, 0, 0]],
    [128, [255, 0, 0]],
    [192, [255, 128, 0]],
    [255, [255, 255, 255]],
  ],
  hot_metal_blue: [
    [0, [0, 0, 0]],
    [64, [0, 0, 128]],
    [128, [160, 0, 110]],
    [192, [255, 128, 0]],
    [255, [255, 255, 255]],
  ],
  pet: [
    [0, [0, 0, 0]],
    [64, [0, 64, 128]],
    [128, [128, 0, 192]],
    [192, [255, 128, 0]],
    [255, [255, 255, 255]],
  ],
  rainbow: [
    [0, [0, 0, 0]],
    [32, [0, 0, 255]],
    [96, [0, 255, 255]],
    [144, [0, 255, 0]],
    [192, [255, 255, 0]],
    [255, [255, 0, 0]],
  ],
};

export const COLORMAPS: readonly string[] = Object.keys(STOPS);

/** Opaque pixels as ImageData holds them on a little-endian machine: one per screen grey. A name
 * that is not known gives grey. */
export function palette(name: string): Uint32Array {
  const table = new Uint32Array(256);
  const stops = STOPS[name] ?? STOPS.grey ?? [];
  stops.slice(1).forEach(([stop, high], at) => {
    const [start, low] = stops[at] as Stop;
    for (let grey = start; grey <= stop; grey++) {
      const [red, green, blue] = low.map((from, channel) => {
        const rise = (((high[channel] ?? 0) - from) * (grey - start)) / (stop - start);
        return Math.floor(from + rise + 0.5);
      }) as [number, number, number];
      table[grey] = packed(red, green, blue);
    }
  });
  return table;
}

export function packed(red: number, green: number, blue: number): number {
  return (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
}
