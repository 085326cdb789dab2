import { afterEach, beforeEach, expect, test } from "vitest";
import type { FrameStore, News } from "../src/frames/store.ts";
import type { MeasurementRow, MeasurementShape } from "../src/sync/messages.ts";
import { kernelTransport } from "../src/sync/transport.ts";
import { type Book, book } from "../src/ui/measure/book.ts";
import { FakeModel } from "./fake_model.ts";
import { PROTOCOL } from "./protocol.ts";

const { measurements } = PROTOCOL.events.measurements as { measurements: MeasurementRow[] };
const example = measurements[0] as MeasurementRow;
const { id, kind, index, points, label } = example;
const shape: MeasurementShape = { id, kind, index, points, label };
const moved: MeasurementShape = { ...shape, points: points.map(([x, y]) => [x + 1, y]) };
const row = (of: MeasurementShape): MeasurementRow => ({ ...example, ...of });

let model: FakeModel;
let controller: AbortController;
let series: { complete: boolean; index: number };
let news: ((news: News) => void)[];
let changes: number;

beforeEach(() => {
  model = new FakeModel();
  controller = new AbortController();
  series = { complete: true, index: 7 };
  news = [];
  changes = 0;
});
afterEach(() => controller.abort());

const open = (): Book => {
  const store = {
    get series() {
      return series;
    },
    on: (callback: (news: News) => void) => news.push(callback),
  };
  const transport = kernelTransport(model, controller.signal);
  const made = book({ transport, store: store as unknown as FrameStore }, controller.signal);
  made.on(() => changes++, controller.signal);
  return made;
};
const settled = () => new Promise((resolve) => setTimeout(resolve));
const said = () => model.sent.map(({ command }) => command);
const event = (rows: MeasurementRow[]) =>
  model.emit("msg:custom", { v: 1, event: "measurements", data: { measurements: rows } }, []);
const answer = async (n: number, of: MeasurementShape) => {
  model.answer(n, { ok: true, result: { measurement: row(of) } });
  await settled();
};

test("it asks once what there is, when the index is complete", async () => {
  series.complete = false;
  const made = open();
  expect(said()).toEqual([]);
  series.complete = true;
  for (const tell of news) {
    tell({ kind: "series", renumbered: false, replaced: false });
    tell({ kind: "series", renumbered: false, replaced: false });
  }
  expect(said()).toEqual(["get_measurements"]);
  model.answer(0, { ok: true, result: { measurements } });
  await settled();
  expect(made.entries.map((entry) => entry.shape.id)).toEqual(["m1", "m2"]);
  expect(made.get("m2")?.problem?.kind).toBe("decode");
});

test("nothing is said while something is dragged, one thing at release", async () => {
  const made = open();
  event([row(shape)]);
  for (let k = 0; k < 50; k++) made.show({ ...moved });
  expect(said()).toEqual(["get_measurements"]);
  expect(made.get(id)).toMatchObject({ shape: moved, row: null });
  made.put(moved);
  await settled();
  expect(model.sent.slice(1).map(({ args }) => args)).toEqual([{ shape: moved }]);
  await answer(1, moved);
  expect(made.get(id)?.row?.mean).toBe(example.mean);
});

test("a withdrawn drag leaves the row as it was", () => {
  const made = open();
  event([row(shape)]);
  made.show(moved);
  made.show({ ...moved });
  made.revert(id);
  expect(made.get(id)?.row).toMatchObject(row(shape));
});

test("what the kernel says meanwhile does not move a shape under the hand", async () => {
  const made = open();
  event([row(shape)]);
  made.show(moved);
  event([row(shape), row({ ...shape, id: "other" })]);
  expect(made.get(id)?.shape).toBe(moved);
  expect(made.entries).toHaveLength(2);
  made.revert(id);
  expect(made.get(id)?.shape).toEqual(shape);
});

test("of two changes only the newer one's row counts", async () => {
  const made = open();
  made.put(shape);
  made.put(moved);
  expect(model.sent.slice(1).map(({ args }) => args)).toEqual([{ shape }, { shape: moved }]);
  await answer(1, shape);
  expect(made.get(id)).toMatchObject({ shape: moved, row: null });
  await answer(2, moved);
  expect(made.get(id)?.row?.points).toEqual(moved.points);
});

test("dragged again before the answer: it is kept for a withdrawn drag", async () => {
  const made = open();
  made.put(shape);
  await settled();
  made.show(moved);
  await answer(1, shape);
  expect(made.get(id)).toMatchObject({ shape: moved, row: null });
  made.revert(id);
  expect(made.get(id)?.row?.points).toEqual(points);
});

test("a deleted shape is gone at once, also where nobody can be told", async () => {
  const made = open();
  event([row(shape)]);
  made.remove(id);
  expect(made.entries).toEqual([]);
  expect(model.sent[1]).toMatchObject({ command: "delete_measurement", args: { id } });
  model.answer(1, { ok: false, error: measurements[1]?.problem });
  await settled();
  expect(made.entries).toEqual([]);
});

test("without an answer the shape stays, and says why nothing was measured", async () => {
  const made = open();
  made.put(shape);
  await settled();
  model.answer(1, { ok: false, error: measurements[1]?.problem });
  await settled();
  expect(made.get(id)).toMatchObject({ shape, row: null, problem: { kind: "decode" } });
});

test("drawn before the index is complete it waits for the frame's number", async () => {
  series.complete = false;
  const made = open();
  made.put({ ...shape, index: 0 });
  await settled();
  expect(said()).toEqual([]);
  series.complete = true;
  for (const tell of news) tell({ kind: "series", renumbered: true, replaced: false });
  await settled();
  expect(model.sent.find(({ command }) => command === "put_measurement")?.args).toEqual({
    shape: { ...shape, index: 7 },
  });
});

test("another series has measurements of its own", () => {
  const made = open();
  event([row(shape)]);
  made.show(moved);
  for (const tell of news) tell({ kind: "series", renumbered: false, replaced: true });
  expect(made.entries).toEqual([]);
  expect(said()).toEqual(["get_measurements", "get_measurements"]);
});
