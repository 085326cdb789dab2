// A frame that is shown by pictures alone, zoomed in: the part on screen as sharply as the screen
// shows it, asked for when the view rests.
import type { Pictured } from "../frames/pictures.ts";
import type { FrameStore, Region } from "../frames/store.ts";
import { levelOf, TILE, tilesOf } from "../frames/tiles.ts";
import type { Layer } from "../render/layers.ts";
import { sketches } from "./sketches.ts";

export interface Tiles {
  /** What lies over the picture `base`, and how far what is seen is reduced then. */
  over(base: Pictured, view: Region, scale: number): { layers: Layer[]; reduced: number };
}

interface Tile {
  key: string;
  index: number;
  region: Region;
  level: number;
}

/** Some 50 MB of decoded pictures. */
const MOST = 48;
const TILE_BYTES = 4 * TILE * TILE;
const REST_MS = 150;
const AT_ONCE = 3;

/** `changed` runs when there is more to draw. */
export function tiles(store: FrameStore, changed: () => void, signal: AbortSignal): Tiles {
  /** Null: asked for, or not to be had. */
  const here = new Map<string, Pictured | null>();
  let wanted: Tile[] = [];
  // Half of the share, and all that can be seen.
  const most = () =>
    Math.max(wanted.length, Math.min(MOST, Math.floor(store.budget / 2 / TILE_BYTES)));
  const bitmaps = sketches({ most, decoded: changed, keep: store.keep }, signal);
  let timer = 0;
  let open = 0;
  const ask = () => {
    const next = wanted.find(({ key }) => !here.has(key));
    if (!next || open >= AT_ONCE || signal.aborted) return;
    const { key, index, region, level } = next;
    here.set(key, null);
    for (const old of here.keys()) if (here.size > 2 * most()) here.delete(old);
    open++;
    const width = Math.ceil((region[2] - region[0]) / level);
    store
      .part(index, region, width)
      .then((tile) => here.set(key, tile))
      .catch(() => {})
      .finally(() => {
        open--;
        changed();
        ask();
      });
    ask();
  };
  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  return {
    over(base, view, scale) {
      const level = levelOf(scale);
      if (base.reduced * scale <= 1 || level >= base.reduced) {
        wanted = [];
        return { layers: [], reduced: base.reduced };
      }
      const { index } = base.info;
      const series = store.series?.numbering;
      wanted = tilesOf(view, level, base.info).map((region) => {
        return { key: `${series} ${index} ${level} ${region} ${base.look}`, index, region, level };
      });
      clearTimeout(timer);
      if (wanted.some(({ key }) => !here.has(key))) timer = window.setTimeout(ask, REST_MS);
      const found = wanted.map(({ key }) => here.get(key)).filter((tile) => tile != null);
      const layers = found.flatMap((tile) => {
        const image = bitmaps.of(tile);
        return image ? [{ image, region: tile.region }] : [];
      });
      const whole = layers.length === wanted.length;
      const worst = Math.max(level, ...found.map(({ reduced }) => reduced));
      return { layers, reduced: whole ? worst : base.reduced };
    },
  };
}
