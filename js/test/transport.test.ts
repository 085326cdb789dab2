import { describe, expect, test, vi } from "vitest";
import { state } from "../src/sync/state.ts";
import { KernelError, kernelTransport } from "../src/sync/transport.ts";
import { FakeModel, FakeSignal, jupyterModel } from "./fake_model.ts";
import { PROTOCOL } from "./protocol.ts";

const series = PROTOCOL.events.series;
const until = () => new AbortController();
const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: KernelError) => error,
  );

describe("requests", () => {
  test("an answer reaches the one who asked, with its buffers as DataView", async () => {
    const model = new FakeModel();
    const transport = kernelTransport(model, until().signal);
    const asked = transport.request("get_series", {}, { generation: 7 });
    expect(model.sent[0]).toMatchObject({ v: 1, command: "get_series", args: {}, generation: 7 });
    const buffer = new Uint8Array([1, 2, 3]);
    model.answer(0, { ok: true, result: series }, [buffer, buffer.buffer, "AQID"]);
    const { result, buffers } = await asked;
    expect(result).toEqual(series);
    expect(buffers.map((each) => each.getUint8(2))).toEqual([3, 3, 3]);
  });

  test("answers out of order and of other pages", async () => {
    const model = new FakeModel();
    const [a, b] = [until(), until()];
    const here = kernelTransport(model, a.signal);
    const there = kernelTransport(model, b.signal);
    const first = here.request("close_pane", { kind: "a" });
    const second = there.request("close_pane", { kind: "b" });
    expect(model.sent[0]?.id).not.toBe(model.sent[1]?.id);
    let early = false;
    void first.then(() => {
      early = true;
    });
    model.answer(1, { ok: true, result: { which: "second" } });
    expect((await second).result).toEqual({ which: "second" });
    expect(early).toBe(false);
    model.answer(0, { ok: true, result: { which: "first" } });
    expect((await first).result).toEqual({ which: "first" });
  });

  test("a refusal is an error that holds the payload", async () => {
    const model = new FakeModel();
    const asked = kernelTransport(model, until().signal).request("get_series", {});
    model.answer(0, { ok: false, error: PROTOCOL.events.problem });
    const error = await caught(asked);
    expect(error).toBeInstanceOf(KernelError);
    expect(error?.payload).toEqual(PROTOCOL.events.problem);
  });

  test("withdrawing tells the kernel and forgets the answer", async () => {
    const model = new FakeModel();
    const withdraw = until();
    const transport = kernelTransport(model, until().signal);
    const asked = transport.request("get_series", {}, { signal: withdraw.signal });
    withdraw.abort();
    expect((await caught(asked))?.payload.kind).toBe("superseded");
    expect(model.sent[1]).toMatchObject({ command: "cancel", args: { id: model.sent[0]?.id } });
    model.answer(0, { ok: true, result: series });
  });

  test("an answered request leaves nothing behind", async () => {
    const model = new FakeModel();
    const withdraw = until();
    const transport = kernelTransport(model, until().signal);
    const asked = transport.request("get_series", {}, { signal: withdraw.signal });
    model.answer(0, { ok: true, result: series });
    await asked;
    withdraw.abort();
    expect(model.sent.length).toBe(1);
  });

  test("closing the model refuses what waits and stops listening", async () => {
    const model = new FakeModel();
    const closing = until();
    const asked = kernelTransport(model, closing.signal).request("get_series", {});
    expect(model.listening).toBeGreaterThan(0);
    closing.abort();
    expect((await caught(asked))?.payload.kind).toBe("closed");
    expect(model.listening).toBe(0);
  });
});

describe("events", () => {
  test("go to every listener until it is gone, and are no answers", () => {
    const model = new FakeModel();
    const transport = kernelTransport(model, until().signal);
    const listening = until();
    const heard: number[] = [];
    transport.on(
      "series",
      (info, buffers) => heard.push(info.count, buffers.length),
      listening.signal,
    );
    const event = { v: 1, event: "series", data: series };
    model.emit("msg:custom", event, [new ArrayBuffer(4)]);
    model.emit("msg:custom", { ...event, event: "progress" });
    listening.abort();
    model.emit("msg:custom", event);
    expect(heard).toEqual([300, 1]);
  });
});

describe("a kernel that is gone", () => {
  test("a restart refuses what waits and what is asked later, and says what to do", async () => {
    const model = jupyterModel();
    const transport = kernelTransport(model, until().signal);
    const said: unknown[] = [];
    transport.onLive((live, lost) => said.push(live, lost?.message), until().signal);
    const asked = transport.request("get_series", {});
    model.comm_live = false;
    model.emit("comm_live_update");
    expect(transport.live).toBe(false);
    expect(said).toEqual([false, "The kernel was restarted."]);
    expect((await caught(asked))?.payload.remedy).toBe("Run the cell again.");
    expect((await caught(transport.request("get_series", {})))?.payload.kind).toBe("kernel");
    model.comm_live = true;
    model.emit("comm_live_update");
    expect(transport.live).toBe(true);
    expect(transport.lost).toBeNull();
  });

  test("a notebook opened without running it", () => {
    const transport = kernelTransport(jupyterModel(false), until().signal);
    expect(transport.live).toBe(false);
    expect(transport.lost?.message).toContain("opened without running");
  });

  test.each([
    ["autorestarting", "The kernel was restarted."],
    ["restarting", "The kernel was restarted."],
    ["dead", "The kernel is gone."],
  ])("a kernel connection that says %s", (status, message) => {
    const statusChanged = new FakeSignal<string>();
    const closing = until();
    const model = jupyterModel(true, { kernel: { statusChanged } });
    const transport = kernelTransport(model, closing.signal);
    statusChanged.emit("busy");
    expect(transport.live).toBe(true);
    statusChanged.emit(status);
    expect(transport.lost?.message).toBe(message);
    closing.abort();
    expect(statusChanged.size).toBe(0);
  });

  test("sending that throws", async () => {
    const model = jupyterModel();
    model.send = () => {
      throw new Error("Kernel is dead");
    };
    const transport = kernelTransport(model, until().signal);
    expect((await caught(transport.request("get_series", {})))?.payload.kind).toBe("kernel");
    expect(transport.live).toBe(false);
  });

  test("a kernel connection that the page let go of", () => {
    const disposed = new FakeSignal<unknown>();
    const closing = until();
    const model = jupyterModel(true, { kernel: { disposed } });
    const transport = kernelTransport(model, closing.signal);
    disposed.emit(undefined);
    expect(transport.lost?.message).toBe("The kernel is gone.");
    closing.abort();
    expect(disposed.size).toBe(0);
  });

  test("a host that can't be reached is asked again until it can", async () => {
    vi.useFakeTimers();
    try {
      const model = new FakeModel({ index: 0 });
      const closing = until();
      const transport = kernelTransport(model, closing.signal);
      const traits = state<{ index: number }>(model, transport);
      const heard: boolean[] = [];
      transport.onCut((cut) => heard.push(cut), closing.signal);
      const send = model.send.bind(model);
      let tries = 0;
      model.send = () => {
        tries++;
        return Promise.reject(new TypeError("Failed to fetch"));
      };
      const asked = transport.request("get_series", {});
      await vi.advanceTimersByTimeAsync(0);
      expect([transport.live, transport.held, heard]).toEqual([true, true, [true]]);
      // What comes meanwhile waits, but for what must not be sent twice.
      const later = transport.request("get_series", {});
      const told = caught(transport.request("delete_measurement", { id: "a" }));
      expect((await told)?.payload.remedy).toContain("Try again");
      traits.commit({ index: 3 });
      expect(model.saved).toEqual([]);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(tries).toBeLessThan(10);
      expect(heard).toEqual([true]);
      model.send = send;
      // The next thing that is wanted ends a long rest.
      traits.commit({ index: 4 });
      const wanted = transport.request("get_series", {});
      await vi.advanceTimersByTimeAsync(2000);
      expect([transport.live, transport.held, heard]).toEqual([true, false, [true, false]]);
      expect(model.saved).toEqual([{ index: 4 }]);
      const commands = model.sent.map((message) => message.command);
      expect(commands).toEqual(["cancel", "get_series", "get_series", "get_series"]);
      for (const n of [1, 2, 3]) model.answer(n, { ok: true, result: series });
      for (const each of [asked, later, wanted]) expect((await each).result).toEqual(series);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test("a model that is closed is not tried again", async () => {
    vi.useFakeTimers();
    try {
      const model = new FakeModel();
      model.send = () => Promise.reject(new TypeError("Failed to fetch"));
      const closing = until();
      const asked = caught(kernelTransport(model, closing.signal).request("get_series", {}));
      await vi.advanceTimersByTimeAsync(0);
      closing.abort();
      expect((await asked)?.payload.kind).toBe("closed");
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test("traits that nobody hears any more agree in the page and are not sent", () => {
    const model = new FakeModel({ index: 0 });
    const reach = { live: true };
    const traits = state<{ index: number }>(model, reach);
    traits.commit({ index: 1 });
    reach.live = false;
    traits.commit({ index: 2 });
    expect(traits.get("index")).toBe(2);
    expect(model.saved).toEqual([{ index: 1 }]);
  });

  test("after a broken connection reads still owed are asked again, writes are not", () => {
    vi.useFakeTimers();
    try {
      const connectionStatusChanged = new FakeSignal<string>();
      const model = jupyterModel(true, { kernel: { connectionStatusChanged } });
      const { signal } = until();
      const transport = kernelTransport(model, signal);
      const heard: boolean[] = [];
      transport.onCut((cut) => heard.push(cut), signal);
      const frames = { indices: [3], accept: ["raw"], priority: "visible" } as const;
      void transport.request("get_series", {});
      void transport.request("open_pane", { kind: "header_table", selection: [] });
      void transport.request("get_frames", { ...frames, indices: [3], accept: ["raw"] });
      connectionStatusChanged.emit("connected");
      expect(model.sent.length).toBe(3);
      connectionStatusChanged.emit("connecting");
      connectionStatusChanged.emit("disconnected");
      connectionStatusChanged.emit("connected");
      // What the server had kept comes first, and is not asked for twice.
      model.answer(2, { ok: true, result: {} });
      expect([heard, model.sent.length]).toEqual([[true], 3]);
      vi.advanceTimersByTime(1000);
      expect(heard).toEqual([true, false]);
      const commands = model.sent.map((message) => message.command);
      expect(commands).toEqual(["get_series", "open_pane", "get_frames", "get_series"]);
      expect(model.sent[3]?.id).toBe(model.sent[0]?.id);
    } finally {
      vi.useRealTimers();
    }
  });

  test("a host that does not know is live", () => {
    expect(kernelTransport(new FakeModel(), until().signal).live).toBe(true);
  });
});
