import { setMaxListeners } from "node:events";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { FrameStore, News } from "../src/frames/store.ts";
import type { Host } from "../src/sync/host.ts";
import type { Places } from "../src/sync/messages.ts";
import { type LinkSpec, state, type ViewerTraits } from "../src/sync/state.ts";
import { type Bonded, bonds } from "../src/ui/bonds.ts";
import type { Neighbour } from "../src/ui/linking.ts";
import { type Live, live } from "../src/ui/live.ts";
import type { View } from "../src/ui/view.ts";
import { FakeModel } from "./fake_model.ts";

/** A viewer without a screen: `drawn` is what its views do after each frame. */
interface Viewer {
  name: string;
  model: FakeModel;
  live: Live;
  bonded: Bonded;
  view: View;
  series: { complete: boolean; count: number; places: Places | null };
  news: Set<(news: News) => void>;
  drawn: Set<() => void>;
  ended: AbortController;
  seen: AbortController;
}

// A model's signal ends all that listens to it.
setMaxListeners(100);
let all: Viewer[];
let links: number;

beforeEach(() => {
  all = [];
  links = 0;
});
afterEach(() => {
  for (const { ended, seen } of all) {
    seen.abort();
    ended.abort();
  }
});

const host = {
  async getWidget(ref: string) {
    const found = all.find(({ name }) => ref === `anywidget:${name}`);
    if (!found) throw new Error("not here");
    return { exports: { ready: Promise.resolve({ bonded: found.bonded }) } };
  },
} as unknown as Host;
const placesOf = (count: number, mm: number, reference = 1): Places => ({
  frame_of_reference: reference,
  normal: [0, 0, 1],
  distances: Array.from({ length: count }, (_, k) => k * mm),
});

function viewer(name: string, count = 10, places: Places | null = placesOf(count, 10)): Viewer {
  const model = new FakeModel({ index: 0, window_width: 1, zoom: null, _linked: [], _carried: {} });
  const [ended, seen] = [new AbortController(), new AbortController()];
  const series = { complete: true, count, places };
  const news = new Set<(news: News) => void>();
  const store = {
    series,
    get: () => undefined,
    want() {},
    on(callback: (news: News) => void, until: AbortSignal) {
      news.add(callback);
      until.addEventListener("abort", () => news.delete(callback));
    },
  } as unknown as FrameStore;
  const traits = state<ViewerTraits>(model, { live: true });
  const shown = live(traits, ended.signal);
  const views = new Set<Neighbour>();
  const parts = { traits, live: shown, store, views };
  const view = { viewport: { zoom: null, center: null }, ask() {}, pointer: null } as unknown;
  const made: Viewer = {
    ...{ name, model, live: shown, bonded: bonds(parts, ended.signal), series, news, ended, seen },
    ...{ view: view as View, drawn: new Set() },
  };
  all.push(made);
  return made;
}

function show(of: Viewer, on = host): Neighbour {
  const neighbour = {
    ...{ live: of.live, view: of.view, led: null, remarks: () => [] },
    onDrawn: (callback: () => void) => of.drawn.add(callback),
  } as unknown as Neighbour;
  of.bonded.add(neighbour, on, of.seen.signal);
  return neighbour;
}

const settled = () => new Promise((resolve) => setTimeout(resolve));
async function link(a: Viewer, b: Viewer, ...names: string[]): Promise<number> {
  const spec: LinkSpec = { link: ++links, ref: `anywidget:${b.name}`, names };
  a.model.set("_linked", [...a.model.get<LinkSpec[]>("_linked"), spec]);
  a.model.save_changes();
  a.model.saved.length = 0;
  await settled();
  return links;
}
const saved = () => all.flatMap(({ model }) => model.saved);
const indices = () => all.map(({ live: { now } }) => now.index);
function viewers(...counts: number[]): Viewer[] {
  const made = counts.map((count, k) => viewer(`v${k}`, count, placesOf(count, 120 / count)));
  for (const each of made) show(each);
  return made;
}

test("a gesture is followed at once, and told at its end, each with what it was carried over", async () => {
  const [a, b] = viewers(10, 10) as [Viewer, Viewer];
  const number = await link(a, b, "index", "window_width");
  a.live.show({ index: 4 }, "held");
  a.live.show({ index: 7, window_width: 300 }, "held");
  expect(indices()).toEqual([7, 7]);
  expect(b.live.now.window_width).toBe(300);
  expect(saved()).toEqual([]);
  a.live.commit();
  const told = { index: 7, window_width: 300 };
  const names = ["index", "window_width"];
  const note = { count: 1, names, links: [number] };
  expect(saved()).toEqual([
    { ...told, _carried: note },
    { ...told, _carried: note },
  ]);
  b.live.show({ index: 2 }, "now");
  expect(indices()).toEqual([2, 2]);
  expect(b.model.saved[1]).toEqual({
    index: 2,
    _carried: { count: 2, names: ["index"], links: [number] },
  });
});

test("what the kernel says is the kernel's to carry", async () => {
  const [a, b] = viewers(10, 10) as [Viewer, Viewer];
  await link(a, b, "index");
  a.model.set("index", 5);
  expect(indices()).toEqual([5, 0]);
  b.live.renumber(3);
  expect(indices()).toEqual([5, 3]);
  a.model.saved.length = 0;
  a.live.commit();
  expect(saved()).toEqual([]);
});

test("by number it stays inside the other series", async () => {
  const [a, b] = viewers(20, 7) as [Viewer, Viewer];
  await link(a, b, "index");
  a.live.show({ index: 15 }, "held");
  expect(indices()).toEqual([15, 6]);
});

test("a ring by place: each moves once, and nobody moves who leads", async () => {
  const [a, b, c, d] = viewers(20, 12, 7, 15) as [Viewer, Viewer, Viewer, Viewer];
  for (const [one, two] of [
    [a, b],
    [b, c],
    [c, d],
    [d, a],
  ] as const)
    await link(one, two, "position");
  const moves = new Map(all.map(({ name }) => [name, 0]));
  for (const { name, live, ended } of all)
    live.on(() => moves.set(name, (moves.get(name) ?? 0) + 1), ended.signal);
  for (let index = 19; index > 0; index--) {
    a.live.show({ index }, "held");
    expect(a.live.now.index).toBe(index);
    const away = (of: Viewer) => (of.live.now.index * 120) / of.series.count - index * 6;
    for (const of of [b, d]) expect(Math.abs(away(of))).toBeLessThanOrEqual(60 / of.series.count);
  }
  for (const count of moves.values()) expect(count).toBeLessThanOrEqual(19);
  a.live.commit();
  expect(saved().filter((each) => "index" in each).length).toBe(4);
});

test("a direct neighbour follows the one that leads, not a way round", async () => {
  const [a, b, c] = viewers(40, 3, 40) as [Viewer, Viewer, Viewer];
  await link(a, b, "position");
  await link(b, c, "position");
  await link(a, c, "position");
  a.live.show({ index: 13 }, "held");
  expect(c.live.now.index).toBe(13);
});

test("where one can't be seen, or does not know its slices, the kernel is told of no link", async () => {
  const a = viewer("a");
  const b = viewer("b");
  show(a);
  await link(a, b, "index");
  a.live.show({ index: 4 }, "now");
  expect(indices()).toEqual([4, 0]);
  expect(saved()).toEqual([{ index: 4 }]);
  show(b);
  b.series.complete = false;
  a.live.show({ index: 5 }, "now");
  expect(a.model.saved[1]).toEqual({ index: 5 });
  b.series.complete = true;
  a.live.show({ index: 6 }, "held");
  b.seen.abort();
  a.live.commit();
  expect(a.model.saved[2]).toEqual({ index: 6 });
});

test("whoever came into the page before the release is brought along with it", async () => {
  const a = viewer("a");
  const b = viewer("b");
  show(a);
  const number = await link(a, b, "index");
  a.live.show({ index: 4 }, "held");
  show(b);
  a.live.commit();
  expect(indices()).toEqual([4, 4]);
  expect(saved().map((each) => (each._carried as { links: number[] }).links)).toEqual([
    [number],
    [number],
  ]);
});

test("a host without widgets in widgets, and one that comes later", async () => {
  const a = viewer("a");
  const b = viewer("b");
  show(b);
  const gone = show(a, {} as Host);
  await link(a, b, "index");
  a.live.show({ index: 3 }, "now");
  await settled();
  expect(indices()).toEqual([3, 0]);
  a.seen.abort();
  a.seen = new AbortController();
  show(a);
  await settled();
  expect(a.bonded.views.has(gone)).toBe(false);
  a.live.show({ index: 5 }, "held");
  expect(indices()).toEqual([5, 5]);
});

test("unlinked, some names or all, and nothing listens any more", async () => {
  const [a, b] = viewers(10, 10) as [Viewer, Viewer];
  const before = b.news.size;
  await link(a, b, "index", "window_width");
  const [spec] = a.model.get<LinkSpec[]>("_linked");
  a.model.set("_linked", [{ ...spec, names: ["window_width"] }]);
  a.live.show({ index: 4, window_width: 9 }, "held");
  expect([b.live.now.index, b.live.now.window_width]).toEqual([0, 9]);
  a.model.set("_linked", []);
  a.live.show({ window_width: 8 }, "now");
  expect(b.live.now.window_width).toBe(9);
  expect([a.bonded.bonds.size, b.bonded.bonds.size, b.news.size]).toEqual([0, 0, before]);
});

test("linked and unlinked again and again, seen and unseen, nothing piles up", async () => {
  const [a, b] = viewers(10, 10) as [Viewer, Viewer];
  const listening = () => [a, b].map(({ model, news }) => [model.listening, news.size]);
  const before = listening();
  for (let k = 0; k < 20; k++) {
    await link(a, b, "index", "zoom");
    a.live.show({ index: k % 10 }, "now");
    b.seen.abort();
    b.seen = new AbortController();
    show(b);
    a.model.set("_linked", []);
  }
  expect(listening()).toEqual(before);
  expect([a.bonded.views.size, b.bonded.views.size, b.bonded.bonds.size]).toEqual([1, 1, 0]);
});

test.each([0, 1])("when end %i closes the other goes on alone", async (closing) => {
  const [a, b] = viewers(10, 10) as [Viewer, Viewer];
  await link(a, b, "index");
  const [closed, left] = closing === 0 ? [a, b] : [b, a];
  closed.seen.abort();
  closed.ended.abort();
  expect(left.bonded.bonds.size).toBe(0);
  left.live.show({ index: 4 }, "now");
  expect(closed.live.now.index).toBe(0);
});

test("zoom goes to all views while it lasts, and is told when it rests", async () => {
  const [a, b] = viewers(10, 10) as [Viewer, Viewer];
  const number = await link(a, b, "zoom");
  const draw = (of: Viewer) => {
    for (const callback of of.drawn) callback();
  };
  a.view.viewport = { zoom: 2, center: [5, 5] };
  draw(a);
  expect(b.view.viewport).toEqual({ zoom: 2, center: null });
  // The other is drawn a moment later, when the first has moved on.
  a.view.viewport = { zoom: 3, center: [5, 5] };
  draw(b);
  expect(a.view.viewport.zoom).toBe(3);
  draw(a);
  expect(saved()).toEqual([]);
  a.live.tellZoom(3);
  const note = { count: 1, names: ["zoom"], links: [number] };
  expect(saved()).toEqual([
    { zoom: 3, _carried: note },
    { zoom: 3, _carried: note },
  ]);
  b.view.viewport = { zoom: null, center: null };
  draw(b);
  expect(a.view.viewport).toEqual({ zoom: null, center: null });
});

test("a badge where places say nothing of each other, on the one that fits to none", async () => {
  const [a, b, c] = [viewer("a"), viewer("b", 10, placesOf(10, 1, 2)), viewer("c")];
  for (const each of [a, b, c]) show(each);
  await link(a, b, "position", "window_width");
  expect(a.bonded.remarks()[0]?.reason).toContain("different frames of reference");
  await link(a, c, "position");
  expect([a, b, c].map(({ bonded }) => bonded.remarks().length)).toEqual([0, 1, 0]);
  a.live.show({ index: 5, window_width: 7 }, "held");
  expect(indices()).toEqual([5, 0, 5]);
  expect(b.live.now.window_width).toBe(7);
});
