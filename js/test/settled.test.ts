import { expect, test } from "vitest";
import { outdated, settled } from "../src/display/settled.ts";
import { frameStore } from "../src/frames/store.ts";
import type { FrameInfo, PictureLook, SeriesAuto, SeriesInfo } from "../src/sync/messages.ts";
import { kernelTransport } from "../src/sync/transport.ts";
import { FakeModel } from "./fake_model.ts";
import { PROTOCOL } from "./protocol.ts";

const [given] = (PROTOCOL.events.frames as { frames: FrameInfo[] }).frames as [FrameInfo];
const badge = (text: string) => ({ text, reason: "why", level: "info" }) as const;
const provisional: FrameInfo = {
  ...given,
  index: 0,
  badges: [badge("INVERTED"), badge("PROVISIONAL WINDOW")],
  display: {
    ...given.display,
    voi_function: "LINEAR",
    windows: [{ name: "Auto", center: 5, width: 10, source: "auto" }],
  },
};
const auto: SeriesAuto = {
  window: { name: "Auto", center: 500, width: 900, source: "auto" },
  voi_function: "LINEAR_EXACT",
  badge: badge("AUTO WINDOW"),
};
const plain: PictureLook = {
  ...(PROTOCOL.commands.get_pictures.args as { look: PictureLook }).look,
  window_center: null,
  window_width: null,
};

test("the window of the series takes the place of the provisional one", () => {
  const info = settled(provisional, auto);
  expect(info.display.windows).toEqual([auto.window]);
  expect(info.display.voi_function).toBe("LINEAR_EXACT");
  expect(info.badges.map(({ text }) => text)).toEqual(["INVERTED", "AUTO WINDOW"]);
  expect(settled(info, auto)).toEqual(info);
});

test("a frame with a window of its own keeps it", () => {
  expect(settled(given, auto)).toBe(given);
  expect(settled(provisional, null)).toBe(provisional);
});

test("a picture is outdated where its window was the provisional one", () => {
  const made = { window_center: 5, window_width: 10 };
  expect(outdated(provisional, made, plain, auto)).toBe(true);
  expect(outdated(provisional, made, plain, null)).toBe(false);
  expect(outdated(provisional, made, { ...plain, window_center: 5 }, auto)).toBe(false);
  expect(outdated(given, made, plain, auto)).toBe(false);
  const same = { window_center: 500, window_width: 900 };
  expect(outdated(provisional, same, plain, auto)).toBe(false);
});

test("frames that are here, and those that come late, get it", async () => {
  const model = new FakeModel();
  const until = new AbortController();
  const store = frameStore(kernelTransport(model, until.signal), until.signal, {});
  const say = (event: string, data: object, buffers: ArrayBuffer[] = []) =>
    model.emit("msg:custom", { v: 1, event, data }, buffers);
  const series = { ...(PROTOCOL.events.series as SeriesInfo), count: 2, index: 0, auto: null };
  const answer = (index: number) => ({
    frames: [{ ...provisional, index }],
    errors: [],
    numbering: 1,
    milliseconds: 0,
    buffers: [{ dtype: "uint16", shape: [512, 512], encoding: "raw" }],
  });
  const rest = () => new Promise((resolve) => setTimeout(resolve));
  say("series", series);
  say("frames", answer(0), [new ArrayBuffer(512 * 1024)]);
  await rest();
  expect(store.get(0)?.info.display.windows[0]?.center).toBe(5);
  say("series", { ...series, auto });
  say("series", series);
  expect(store.series?.auto).toEqual(auto);
  expect(store.get(0)?.info.display.windows[0]?.center).toBe(500);
  say("frames", answer(1), [new ArrayBuffer(512 * 1024)]);
  await rest();
  expect(store.get(1)?.info.display.windows[0]?.center).toBe(500);
  until.abort();
});
