// Views that follow each other: what a view shows of itself, and who moves whom. All of it in the
// browser; the kernel hears of it when the gesture ends.
import {
  comparable,
  cut,
  dot,
  isParallel,
  nearest,
  type Point,
  patientPoint,
  pointBelow,
} from "../display/places.ts";
import { turnPoint } from "../display/turn.ts";
import type { FrameStore } from "../frames/store.ts";
import type { Badge, FrameInfo } from "../sync/messages.ts";
import type { Bonded } from "./bonds.ts";
import type { Live, Shown, When } from "./live.ts";
import type { Marks } from "./marks.ts";
import type { View } from "./view.ts";
import { fitZoom, type Viewport } from "./viewport.ts";

/** What all views of a model have in common: `exports` of the bundle's `initialize`. */
export interface Model {
  readonly live: Live;
  /** Knows the series, and with it where the frames lie. */
  readonly store: FrameStore;
  /** Those in this page. */
  readonly views: Set<Neighbour>;
  /** What `viewer.link` joins it to. */
  readonly bonded: Bonded;
}

/** A view, as its neighbours see it. */
export interface Neighbour extends Pick<Model, "live" | "store"> {
  readonly el: HTMLElement;
  readonly view: View;
  readonly marks: Marks;
  /** Remarks on its links, for its own line. */
  remarks: () => Badge[];
  /** The viewport that another viewer has given it last. */
  led: Viewport | null;
  onDrawn(callback: () => void, signal: AbortSignal): void;
}

export interface Switches {
  position: boolean;
  cursor: boolean;
  zoom: boolean;
  window: boolean;
}

export interface Linker {
  add(view: Neighbour, signal: AbortSignal): void;
  /** A switch was turned. */
  update(): void;
}

const WINDOW = ["window_center", "window_width", "voi_function"] as const;

export function linker(on: Switches): Linker {
  const all: Neighbour[] = [];
  /** The viewport that is known of each: another one was made by a hand. */
  const known = new Map<Neighbour, Viewport>();
  /** Those that have not been drawn yet. */
  const fresh = new Set<Neighbour>();
  let leading = false;
  let cursor: { from: Neighbour; at: Point } | null = null;
  const others = (of: Neighbour) => all.filter((each) => each !== of);
  /** Whoever follows leads nobody. */
  const lead = (act: () => void) => {
    if (leading) return;
    leading = true;
    act();
    leading = false;
  };
  const changed = (from: Neighbour, values: Partial<Shown>, when: When) => {
    for (const to of others(from)) {
      if (on.position && values.index !== undefined) movePlace(from, to, when);
      if (on.window && sameValues(from, to)) {
        const window = Object.entries(values).filter(([name]) => WINDOW.includes(name as never));
        if (window.length > 0) to.live.show(Object.fromEntries(window), when);
      }
    }
  };
  const told = (from: Neighbour) => {
    for (const to of others(from)) {
      to.live.commit();
      if (on.zoom && known.has(to)) to.live.tellZoom(to.view.viewport.zoom);
    }
  };
  /** A panel opens as the first one is shown; one that has a window or a zoom of its own keeps it. */
  const join = (to: Neighbour) => {
    const from = all[0];
    if (!from?.view.shown || !to.view.shown) return;
    fresh.delete(to);
    const window = WINDOW.map((name) => [name, from.live.now[name]] as const);
    const chosen = (of: Neighbour) => WINDOW.some((name) => of.live.now[name] !== null);
    if (on.window && chosen(from) && !chosen(to) && sameValues(from, to))
      to.live.show(Object.fromEntries(window), "soon");
    if (!on.zoom || !isMoved(from) || isMoved(to)) return;
    to.view.viewport = carried(from, to) ?? to.view.viewport;
    known.set(to, to.view.viewport);
    to.live.tellZoom(to.view.viewport.zoom);
    to.view.ask();
  };
  const drawn = (from: Neighbour) => {
    for (const each of fresh) lead(() => join(each));
    const { viewport } = from.view;
    const moved = known.has(from) && known.get(from) !== viewport;
    known.set(from, viewport);
    if (moved && on.zoom)
      for (const to of others(from)) {
        to.view.viewport = carried(from, to) ?? to.view.viewport;
        known.set(to, to.view.viewport);
        to.view.ask();
      }
    const at = pointed(from);
    if (at) cursor = { from, at };
    else if (cursor?.from === from) cursor = null;
    for (const each of all) mark(each);
  };
  const mark = (view: Neighbour) => {
    const here = view.view.shown?.info;
    if (!here) return view.marks.show(null, []);
    const friends = others(view).filter((each) => areComparable(view, each));
    const shared = on.cursor && cursor && friends.includes(cursor.from) ? cursor.at : null;
    const below = shared && pointBelow(here, shared);
    const lines = friends.flatMap(({ view: { shown } }) => {
      const ends = shown && cut(here, shown.info)?.map((end) => view.view.toScreen(end));
      return ends?.[0] && ends[1] ? [[ends[0], ends[1]] as const] : [];
    });
    view.marks.show(below && view.view.toScreen(below), lines);
  };
  const remarks = (view: Neighbour): Badge[] => {
    const before = all.slice(0, all.indexOf(view));
    return on.position ? notLinked(before.map((each) => [each, view] as const)) : [];
  };
  return {
    add(view, signal) {
      if (all.length > 0) fresh.add(view);
      all.push(view);
      known.set(view, view.view.viewport);
      view.remarks = () => remarks(view);
      view.live.on((values, when) => when && lead(() => changed(view, values, when)), signal);
      view.live.onTold(() => lead(() => told(view)), signal);
      view.onDrawn(() => drawn(view), signal);
      // Another series starts with a fresh viewport of its own.
      view.store.on((news) => {
        if (news.kind === "series" && news.replaced) known.delete(view);
      }, signal);
      const leave = () => {
        all.splice(all.indexOf(view), 1);
        known.delete(view);
        fresh.delete(view);
        if (cursor?.from === view) cursor = null;
        view.remarks = () => [];
        view.marks.show(null, []);
      };
      signal.addEventListener("abort", leave, { once: true });
      view.view.ask();
    },
    update() {
      for (const each of all) each.view.ask();
    },
  };
}

function isMoved({ view: { viewport } }: Neighbour): boolean {
  return viewport.zoom !== null || viewport.center !== null;
}

/** Show the slice nearest to where `from` is. */
export function movePlace(
  from: Pick<Neighbour, "live" | "store"> & Partial<Pick<Neighbour, "view">>,
  to: Pick<Model, "live" | "store">,
  when: When,
): void {
  const [ours, theirs] = [from.store.series?.places ?? null, to.store.series?.places ?? null];
  if (!ours || !theirs || !comparable(ours, theirs)) return;
  const here = ours.distances[from.live.now.index];
  if (here === undefined) return;
  const info = from.store.get(from.live.now.index)?.info ?? from.view?.shown?.info;
  const under = isParallel(ours, theirs) || !from.view ? null : pointed(from as Neighbour);
  const middle = info && patientPoint(info, [info.columns / 2, info.rows / 2]);
  const base = under ?? middle ?? ours.normal;
  // The frame of this number may still be on its way: its plane is known already.
  const shift = here - dot(base, ours.normal);
  const point = base.map((value, axis) => value + shift * (ours.normal[axis] ?? 0));
  const { dimensions, numbering = 0 } = to.store.series ?? {};
  const now = to.live.now.index;
  const { led } = to.live;
  const stands = led?.numbering === numbering && led.index === now;
  const meant = stands ? led.meant : dimensions?.places[now];
  const index = nearest(theirs, point as unknown as Point, now, dimensions?.places, meant);
  if (meant) to.live.led = { numbering, index, meant };
  to.live.show({ index }, when);
  to.store.want(index);
}

/** Why two views can't be compared place by place. */
export function obstacle(a: Pick<Model, "store">, b: Pick<Model, "store">): string | null {
  const [ours, theirs] = [a.store.series, b.store.series];
  if (!ours?.complete || !theirs?.complete || comparable(ours.places, theirs.places)) return null;
  return ours.places && theirs.places
    ? "Slices are not linked by place: the series have different frames of reference."
    : "Slices are not linked by place: the files do not say where the slices lie.";
}

type Placed = Pick<Model, "store">;

/** The badge of a view that can be compared with none of those it should follow. */
export function notLinked(pairs: (readonly [Placed, Placed])[]): Badge[] {
  const reasons = pairs.map(([a, b]) => obstacle(a, b));
  const reason = reasons.every(Boolean) ? reasons[0] : null;
  return reason ? [{ text: "not linked", reason, level: "info" }] : [];
}

function areComparable(a: Neighbour, b: Neighbour): boolean {
  return comparable(a.store.series?.places ?? null, b.store.series?.places ?? null);
}

/** The patient point under the pointer. */
function pointed({ view }: Neighbour): Point | null {
  const at = view.pointer && view.toImage(...view.pointer);
  return at && view.shown && patientPoint(view.shown.info, at);
}

function sameValues(a: Neighbour, b: Neighbour): boolean {
  const [one, two] = [a, b].map(({ store, view }) => {
    const display = view.shown?.info.display;
    return display?.kind === "grey" ? `${store.series?.modality} ${display.unit}` : null;
  });
  return !!one && one === two;
}

/** The same stretch of the patient at the same scale, in another view; by share of the image where
 * millimetres are not known. */
function carried(from: Neighbour, to: Neighbour): Viewport | null {
  const [a, b] = [from.view, to.view];
  const [here, there] = [a.shown?.info, b.shown?.info];
  if (!here || !there || !a.picture || !b.picture) return null;
  const [mine, theirs] = [across(here, a), across(there, b)];
  const factor =
    mine && theirs ? theirs / mine : fitZoom(b.picture, b.area) / fitZoom(a.picture, a.area);
  const zoom = a.viewport.zoom === null ? null : a.viewport.zoom * factor;
  if (!a.viewport.center) return { zoom, center: null };
  const middle = a.toImage(a.area.width / a.ratio / 2, a.area.height / a.ratio / 2);
  const [ours, yours] = [from.store.series?.places, to.store.series?.places];
  if (!middle) return null;
  const linked = ours && yours && areComparable(from, to);
  if (linked && !isParallel(ours, yours)) return { zoom, center: b.viewport.center };
  const point = linked && patientPoint(here, middle);
  const [column, row] = (point && pointBelow(there, point)) || [
    (middle[0] / here.columns) * there.columns,
    (middle[1] / here.rows) * there.rows,
  ];
  const kept: [number, number] = [
    Math.min(Math.max(column, 0), there.columns),
    Math.min(Math.max(row, 0), there.rows),
  ];
  return { zoom, center: turnPoint(kept, there, b.turn) };
}

/** Millimetres of a pixel across the screen. */
function across({ geometry: { spacing } }: FrameInfo, { turn }: View): number | undefined {
  return spacing?.[turn.rotation % 180 === 0 ? 1 : 0];
}
