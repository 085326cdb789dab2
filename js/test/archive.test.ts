import { expect, test } from "vitest";
import { type Archive, archiveTransport } from "../src/sync/archive.ts";
import type {
  FrameInfo,
  GetMeasurementsResult,
  GetRowsResult,
  Row,
  SeriesInfo,
} from "../src/sync/messages.ts";
import type { KernelError } from "../src/sync/transport.ts";
import { PROTOCOL } from "./protocol.ts";

const { frames } = PROTOCOL.events.frames as { frames: [FrameInfo, FrameInfo] };
const { get_rows, get_preview } = PROTOCOL.commands as unknown as {
  get_rows: { result: GetRowsResult };
  get_preview: { result: NonNullable<Archive["preview"]> };
};
const { measurements } = PROTOCOL.events.measurements as GetMeasurementsResult;
const row = (id: number, depth: number, name: string, children = 0): Row => ({
  ...(get_rows.result.rows[0] as Row),
  id,
  depth,
  name,
  keyword: name,
  value: "",
  tag: "(0010,0010)",
  path: name,
  previous: "",
  series: "",
  children,
});
const rows = [
  row(0, 0, "Alpha"),
  row(1, 0, "Sequence", 1),
  row(2, 1, "Item", 2),
  row(3, 2, "Beta"),
  row(4, 2, "Gamma"),
  row(5, 0, "Delta"),
];
const bytes = (count: number) =>
  ({ dtype: "uint8", shape: [count], encoding: "raw" }) satisfies Archive["frames"][0]["buffer"];
const archive: Archive = {
  series: PROTOCOL.events.series as SeriesInfo,
  picture: null,
  frames: [
    { info: frames[0], buffer: bytes(2), blob: 1, form: "deflate" },
    { info: frames[1], buffer: bytes(1), blob: 0, form: "deflate" },
  ],
  errors: [],
  rows: { ...get_rows.result, rows, total: rows.length },
  preview: get_preview.result,
  difference: null,
  measurements,
  report: null,
  groups: null,
  panes: { header_table: "abc" },
  recorded: [
    {
      command: "get_syntaxes",
      args: {},
      result: { syntaxes: [] },
      kept: [{ blob: 0, form: "deflate", buffer: bytes(1) }],
    },
    { command: "get_explanation", args: { id: 3 }, result: { id: 3 }, kept: [] },
  ],
};
const transport = archiveTransport(archive, async ({ blob }) => ["/w==", "AQI="][blob] ?? "");
const ids = async (query: string, collapsed: number[] = [], start = 0, stop = 99) => {
  const { result } = await transport.request("get_rows", { start, stop, query, collapsed });
  return { ids: result.rows.map(({ id }) => id), total: result.total, matches: result.matches };
};

test("frames by number, the errors of the others, buffers in the order asked", async () => {
  const indices = [frames[1].index, 99, frames[0].index];
  const { result, buffers } = await transport.request("get_frames", {
    indices,
    accept: ["raw"],
    priority: "visible",
  });
  expect(result.frames.map(({ index }) => index)).toEqual([indices[0], indices[2]]);
  expect(result.errors.map(({ index }) => index)).toEqual([99]);
  expect(buffers.map(({ byteLength }) => byteLength)).toEqual([1, 2]);
});

test("a search keeps the parents of what matches", async () => {
  expect(await ids("BETA")).toEqual({ ids: [1, 2, 3], total: 3, matches: 1 });
  expect(await ids("")).toEqual({ ids: [0, 1, 2, 3, 4, 5], total: 6, matches: 0 });
  expect((await ids("nothing like it")).total).toBe(0);
});

test("closed rows hide all that lies in them", async () => {
  expect((await ids("", [1])).ids).toEqual([0, 1, 5]);
  expect((await ids("", [2])).ids).toEqual([0, 1, 2, 5]);
  expect((await ids("", [], 2, 4)).ids).toEqual([2, 3]);
});

test("the preview by action and text", async () => {
  const ask = (query: string, show: "all" | "changed") =>
    transport.request("get_preview", { start: 0, stop: 9, query, show, locate: [7] });
  const { result } = await ask("sop instance", "changed");
  expect([result.total, result.places]).toEqual([1, [0]]);
  expect((await ask("reason:option", "all")).result.places).toEqual([-1]);
  expect((await ask("no such thing", "all")).result.total).toBe(0);
});

test("measurements are read and can't be changed", async () => {
  const { result } = await transport.request("get_measurements", {});
  expect(result.measurements).toEqual(measurements);
  const [shape] = measurements as [(typeof measurements)[number]];
  for (const refused of [
    transport.request("put_measurement", { shape }),
    transport.request("delete_measurement", { id: shape.id }),
  ])
    await expect(refused).rejects.toMatchObject({
      payload: { kind: "archive", message: expect.stringContaining("saved page") },
    });
});

test("a pane that was saved, and one that was not", async () => {
  const { result } = await transport.request("open_pane", { kind: "header_table", selection: [] });
  expect(result.ref).toBe("anywidget:abc");
  const refused = transport.request("open_pane", { kind: "other", selection: [] });
  const error = await refused.then(
    () => null,
    (reason: KernelError) => reason,
  );
  expect(error?.payload.kind).toBe("archive");
});

test("what was asked ahead is answered word for word", async () => {
  const { result, buffers } = await transport.request("get_syntaxes", {});
  expect(result).toEqual({ syntaxes: [] });
  expect(buffers.map(({ byteLength }) => byteLength)).toEqual([1]);
  expect((await transport.request("get_explanation", { id: 3 })).result).toEqual({ id: 3 });
  await expect(transport.request("get_explanation", { id: 4 })).rejects.toThrow("saved without it");
});
