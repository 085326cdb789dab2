import { expect, test } from "vitest";
import { frameStore, type News } from "../src/frames/store.ts";
import type { FrameInfo, GetFramesArgs, Picture, SeriesInfo } from "../src/sync/messages.ts";
import { kernelTransport } from "../src/sync/transport.ts";
import { FakeModel, FakeSignal, jupyterModel } from "./fake_model.ts";
import { PROTOCOL } from "./protocol.ts";

const { frames } = PROTOCOL.events.frames as { frames: FrameInfo[] };
const early = { ...PROTOCOL.events.series, count: 1, complete: false, index: 0, numbering: 0 };
const whole = { ...PROTOCOL.events.series, count: 20, index: 5 } as SeriesInfo;
const buffer = { dtype: "uint16", shape: [512, 512], encoding: "raw" };

function answerOf(indices: number[], numbering: number, bad: number[] = []) {
  const good = indices.filter((index) => !bad.includes(index));
  return {
    frames: good.map((index) => ({ ...frames[0], index })),
    errors: bad.map((index) => ({ index, error: PROTOCOL.events.problem })),
    numbering,
    milliseconds: 0,
    buffers: good.map(() => buffer),
  };
}
const pixels = (n: number) => Array.from({ length: n }, () => new ArrayBuffer(512 * 1024));
const settle = () => new Promise((resolve) => setTimeout(resolve));

function setUp(model: FakeModel = new FakeModel(), current = 0) {
  const controller = new AbortController();
  const transport = kernelTransport(model, controller.signal);
  const store = frameStore(transport, controller.signal, { current });
  const news: News[] = [];
  store.on((each) => news.push(each), controller.signal);
  const event = (name: string, data: object, buffers: ArrayBuffer[] = []) =>
    model.emit("msg:custom", { v: 1, event: name, data }, buffers);
  const asked = (n: number) => (model.sent[n]?.args as GetFramesArgs | undefined)?.indices;
  const serve = async (bad: number[] = []) => {
    for (let n = 0; n < model.sent.length; n++) {
      const indices = asked(n);
      if (model.sent[n]?.command !== "get_frames" || !indices) continue;
      const here = bad.filter((index) => indices.includes(index));
      model.answer(n, { ok: true, result: answerOf(indices, 1, here) }, pixels(indices.length));
      await settle();
    }
  };
  return { model, store, news, event, asked, serve, controller };
}

test("the pushed frame is not asked for, keeps its place, and the rest follows", async () => {
  const { model, store, news, event, asked, serve } = setUp();
  expect(model.sent.map(({ command }) => command)).toEqual(["get_series"]);
  event("first_picture", { ...PROTOCOL.events.first_picture }, [new ArrayBuffer(8)]);
  event("frames", answerOf([0], 0), pixels(1));
  model.answer(0, { ok: true, result: early });
  await settle();
  expect(store.get(0)).toBeDefined();
  expect(model.sent.length).toBe(1);
  event("series", whole);
  await settle();
  expect([store.current, store.get(5)?.info.index, store.get(0)]).toEqual([5, 5, undefined]);
  expect(news.map(({ kind }) => kind)).toEqual(["picture", "frame", "series", "series"]);
  expect(asked(1)).not.toContain(5);
  await serve();
  expect(store.loaded).toBe(20);
});

test("a page opened later missed the push: it asks, for the frame its model names", async () => {
  const { model, store, asked, serve } = setUp(new FakeModel(), 7);
  model.answer(0, { ok: true, result: whole });
  await settle();
  expect(model.sent.map(({ command }) => command).slice(1, 3)).toEqual([
    "get_first_picture",
    "get_frames",
  ]);
  expect(asked(2)).toEqual([7]);
  await serve();
  expect([store.current, store.loaded]).toEqual([7, 20]);
});

test("frames numbered before the index was complete are dropped after it", async () => {
  const { store, event } = setUp();
  event("frames", answerOf([0], 0), pixels(1));
  event("series", whole);
  event("frames", answerOf([0], 0), pixels(1));
  await settle();
  expect([store.get(0), store.loaded]).toEqual([undefined, 1]);
});

test("what was wanted before the index was complete is shown after it", async () => {
  const { store, event } = setUp();
  event("frames", answerOf([0], 0), pixels(1));
  await settle();
  store.want(12);
  expect(store.current).toBe(0);
  event("series", whole);
  expect(store.current).toBe(12);
});

test("a frame that fails says why, is not asked for again, and the rest comes", async () => {
  const { model, store, serve } = setUp();
  model.answer(0, { ok: true, result: whole });
  await settle();
  await serve([3]);
  expect(store.error(3)).toEqual(PROTOCOL.events.problem);
  expect(store.loaded).toBe(19);
  const before = model.sent.length;
  store.retry(3);
  expect(model.sent[before]).toMatchObject({ args: { indices: [3] } });
});

test("at most two questions at a time, one more for what should be on screen", async () => {
  const { model, store } = setUp(new FakeModel(), 0);
  model.answer(0, { ok: true, result: { ...whole, count: 300 } });
  await settle();
  const open = () => model.sent.filter(({ command }) => command === "get_frames").length;
  expect(open()).toBe(2);
  store.want(200);
  expect(open()).toBe(3);
  store.want(250);
  expect(open()).toBe(3);
  const [, , , last] = model.sent.filter(({ command }) => command !== "get_first_picture");
  expect(last).toMatchObject({ args: { indices: [200], priority: "visible" } });
});

test("nothing is asked without a kernel; when it is back, everything is", async () => {
  const model = jupyterModel(false);
  const { store } = setUp(model);
  store.want(3);
  expect(model.sent).toEqual([]);
  model.comm_live = true;
  model.emit("comm_live_update");
  expect(model.sent[0]?.command).toBe("get_series");
});

test("an answer that can't be read, or lacks a frame, is an error: not the same question again", async () => {
  const { model, store, asked } = setUp();
  model.answer(0, { ok: true, result: { ...whole, index: 0, count: 3 } });
  await settle();
  const first = model.sent.findIndex(({ command }) => command === "get_frames");
  expect(asked(first)).toEqual([0]);
  model.answer(first, { ok: true, result: answerOf([0], 1) }, [new ArrayBuffer(10)]);
  await settle();
  expect(store.error(0)?.message).toContain("10 bytes");
  model.answer(first + 1, { ok: true, result: answerOf([1], 1) }, pixels(1));
  await settle();
  expect([store.get(1)?.info.index, store.error(2)?.message]).toEqual([
    1,
    "The answer came without the pixels of this frame.",
  ]);
  expect(model.sent.filter(({ command }) => command === "get_frames").length).toBe(2);
});

test("an answer without its buffers is an error of its frames", async () => {
  const { model, store } = setUp();
  model.answer(0, { ok: true, result: { ...whole, index: 0, count: 1 } });
  await settle();
  const first = model.sent.findIndex(({ command }) => command === "get_frames");
  model.answer(first, { ok: true, result: answerOf([0], 1) }, []);
  await settle();
  expect(store.error(0)).toBeDefined();
  expect(model.sent.filter(({ command }) => command === "get_frames").length).toBe(1);
});

test("frames that are displayed alike share one description", async () => {
  const { model, store, serve } = setUp();
  model.answer(0, { ok: true, result: whole });
  await settle();
  await serve();
  expect(store.get(3)?.info.index).toBe(3);
  expect(store.get(3)?.info.display).toBe(store.get(4)?.info.display);
});

test("steps over fetched frames ask nothing", async () => {
  const { model, store, serve } = setUp();
  model.answer(0, { ok: true, result: whole });
  await settle();
  await serve([3]);
  const before = model.sent.length;
  for (let index = 0; index < 20; index++) store.want(index);
  expect([store.current, model.sent.length]).toEqual([19, before]);
});

test("another series: what was there is gone at once, and what comes late is dropped", async () => {
  const { model, store, news, event, asked, serve } = setUp();
  event("first_picture", { ...PROTOCOL.events.first_picture }, [new ArrayBuffer(8)]);
  event("frames", answerOf([0], 0), pixels(1));
  model.answer(0, { ok: true, result: early });
  await settle();
  event("series", whole);
  await settle();
  await serve();
  const before = model.sent.length;
  expect(store.loaded).toBe(20);
  event("series", { ...whole, series: 1, count: 9, index: 4, numbering: 2 });
  expect([store.loaded, store.picture, store.current, store.get(5)]).toEqual([
    0,
    null,
    4,
    undefined,
  ]);
  expect(news.at(-1)).toEqual({ kind: "series", renumbered: true, replaced: true });
  event("frames", answerOf([7], 1), pixels(1));
  await settle();
  expect(store.get(7)).toBeUndefined();
  event("first_picture", { ...PROTOCOL.events.first_picture, numbering: 2 }, [new ArrayBuffer(8)]);
  expect(store.picture?.info.numbering).toBe(2);
  expect(asked(before)).toEqual([4]);
  model.answer(before, { ok: true, result: answerOf([4], 2) }, pixels(1));
  await settle();
  expect(store.get(4)).toBeDefined();
  // A question for a frame that only the series of before had.
  event("frames", { ...answerOf([], 2, [15]), buffers: [] });
  await settle();
  expect(store.error(15)).toBeUndefined();
});

test("a series asked for before the index was there takes the first picture's place", async () => {
  const { model, store, news, event } = setUp();
  event("first_picture", { ...PROTOCOL.events.first_picture }, [new ArrayBuffer(8)]);
  event("frames", answerOf([0], 0), pixels(1));
  model.answer(0, { ok: true, result: early });
  await settle();
  event("series", { ...whole, series: 2, index: 3, numbering: 2 });
  expect([store.loaded, store.picture, store.current]).toEqual([0, null, 3]);
  expect(news.at(-1)).toMatchObject({ replaced: true });
});

// Links, budgets, pictures -----------------------------------------------------------------------

const LOOK = {
  window_center: null,
  window_width: null,
  voi_function: null,
  voi_lut: 0,
  invert: false,
  colormap: "grey",
  overlays: true,
  overlays_off: [],
  shutter: true,
  color_profile: true,
} as const;

function picturesOf(indices: number[], numbering = 1) {
  const [picture] = (PROTOCOL.commands.get_pictures.result as { pictures: Picture[] }).pictures;
  return {
    pictures: indices.map((index) => ({ ...picture, frame: { ...frames[0], index } })),
    errors: [],
    numbering,
    milliseconds: 0,
    buffers: indices.map(() => ({ dtype: "uint8", shape: [512, 512], encoding: "jpeg" })),
  };
}

/** The kernel's side: answers everything, remembers what it was asked. */
function kernel(model: FakeModel, count = 12, error?: object) {
  const asked: [string, number[]][] = [];
  let done = 0;
  return {
    asked,
    async serve(milliseconds = 0, most = 1000) {
      for (const stop = done + most; done < Math.min(stop, model.sent.length); done++) {
        const { command, args } = model.sent[done] as { command: string; args: GetFramesArgs };
        const { indices = [] } = args;
        const late = command === "get_frames" ? milliseconds * indices.length : 0;
        if (late) await new Promise((resolve) => setTimeout(resolve, late));
        if (command !== "get_series") asked.push([command, indices]);
        const results: Record<string, object> = {
          get_series: { ...whole, count, index: 0 },
          get_frames: error
            ? { ...answerOf([], 1), errors: indices.map((index) => ({ index, error })) }
            : answerOf(indices, 1),
          get_pictures: picturesOf(indices),
        };
        const bytes = command === "get_pictures" ? 20_000 : 512 * 1024;
        const buffers = error && command === "get_frames" ? [] : indices;
        const sent = buffers.map(() => new ArrayBuffer(bytes));
        if (results[command]) model.answer(done, { ok: true, result: results[command] }, sent);
        await settle();
      }
    },
  };
}

test("asked to stay on pictures it asks for no frame, and anew when the look changes", async () => {
  const model = new FakeModel();
  const controller = new AbortController();
  const transport = kernelTransport(model, controller.signal);
  const store = frameStore(transport, controller.signal, { look: LOOK, windowed: true });
  const side = kernel(model);
  await side.serve();
  expect(new Set(side.asked.map(([command]) => command))).toEqual(
    new Set(["get_first_picture", "get_pictures"]),
  );
  expect([store.pictured(11)?.info.index, store.only(3), store.ready(7)]).toEqual([
    11,
    "windowed",
    true,
  ]);
  const before = side.asked.length;
  store.show({ ...LOOK, invert: true }, "windowed");
  expect(store.ready(0)).toBe(false);
  expect(store.pictured(0)).toBeDefined();
  await side.serve();
  expect(side.asked[before]).toEqual(["get_pictures", [0]]);
  store.show({ ...LOOK, invert: true }, "auto");
  await side.serve();
  expect([store.loaded, store.only(0)]).toEqual([12, null]);
});

test("over a thin link a picture goes first, the exact frame follows when the slice rests", async () => {
  const model = new FakeModel();
  const until = new AbortController();
  const store = frameStore(kernelTransport(model, until.signal), until.signal, {});
  const side = kernel(model, 60);
  while (!side.asked.some(([command]) => command === "get_pictures")) await side.serve(220, 1);
  store.want(50);
  await side.serve(0, 3);
  const of50 = () => side.asked.filter(([, indices]) => indices.includes(50));
  expect(of50()).toEqual([["get_pictures", [50]]]);
  expect([store.get(50), store.pictured(50)?.info.index]).toEqual([undefined, 50]);
  await new Promise((resolve) => setTimeout(resolve, 400));
  while (!store.get(50)) await side.serve(220, 1);
  expect(of50()[1]).toEqual(["get_frames", [50]]);
  until.abort();
}, 10_000);

test("a frame too large to be sent is shown by a picture, and says why", async () => {
  const model = new FakeModel();
  const controller = new AbortController();
  const store = frameStore(kernelTransport(model, controller.signal), controller.signal, {});
  const error = { ...(PROTOCOL.events.problem as object), kind: "too_large", message: "800 MiB" };
  const side = kernel(model, 1, error);
  await side.serve();
  expect(side.asked.slice(-2)).toEqual([
    ["get_frames", [0]],
    ["get_pictures", [0]],
  ]);
  expect(store.error(0)).toBeUndefined();
  expect(store.only(0)).toMatchObject({ message: "800 MiB" });
  expect(store.pictured(0)?.reduced).toBe(2);
  const part = store.part(0, [0, 0, 100, 100], 50);
  await side.serve();
  expect((await part)?.info.index).toBe(0);
});

test("a smaller share of the page takes effect at once, and pictures take the place of frames", async () => {
  const { model, store, event, serve } = setUp();
  model.answer(0, { ok: true, result: { ...whole, index: 0 } });
  await settle();
  await serve();
  expect(store.loaded).toBe(20);
  event("budget", { bytes: 10 * 512 * 1024 });
  expect([store.loaded, store.get(0)?.info.index]).toEqual([9, 0]);
  event("budget", { bytes: 600 * 1024 });
  expect([store.loaded, store.get(0)?.info.index]).toEqual([1, 0]);
  const before = model.sent.length;
  event("budget", { bytes: 1000 });
  expect(store.loaded).toBe(0);
  expect(model.sent.slice(before)).toMatchObject([
    { command: "get_frames", args: { indices: [0], priority: "visible" } },
  ]);
  const error = { index: 0, error: { kind: "too_large", message: "0 MiB" } };
  const { numbering } = whole;
  const result = { frames: [], errors: [error], numbering, milliseconds: 0, buffers: [] };
  model.answer(before, { ok: true, result });
  await settle();
  expect(store.only(0)).toMatchObject({ kind: "too_large" });
  expect(model.sent.at(-1)).toMatchObject({ command: "get_pictures", args: { indices: [0] } });
  event("budget", { bytes: 10 * 512 * 1024 });
  expect(store.only(0)).toBeNull();
  expect(model.sent.at(-1)).toMatchObject({ command: "get_frames", args: { indices: [0] } });
});

test("decoded pictures are part of what the page keeps", async () => {
  const { model, store, serve } = setUp();
  model.answer(0, { ok: true, result: { ...whole, index: 0, budget: 21 * 512 * 1024 } });
  await settle();
  await serve();
  expect(store.loaded).toBe(20);
  store.keep(11 * 512 * 1024);
  expect([store.loaded, store.budget]).toEqual([9, 21 * 512 * 1024]);
});

test("after a broken connection the series is asked for again, fetched frames are not", async () => {
  const connectionStatusChanged = new FakeSignal<string>();
  const model = jupyterModel(true, { kernel: { connectionStatusChanged } });
  const { store, serve } = setUp(model);
  model.answer(0, { ok: true, result: { ...whole, index: 0 } });
  await settle();
  await serve();
  const first = model.sent.findIndex(({ command }) => command === "get_first_picture");
  model.answer(first, { ok: true, result: PROTOCOL.events.first_picture });
  const before = model.sent.length;
  connectionStatusChanged.emit("connecting");
  connectionStatusChanged.emit("connected");
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(model.sent.slice(before).map(({ command }) => command)).toEqual(["get_series"]);
  model.answer(before, { ok: true, result: { ...whole, index: 0 } });
  await settle();
  expect([store.loaded, model.sent.length]).toEqual([20, before + 1]);
});
