import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { headed } from "../src/ahead/heading.ts";
import type { Host, Widget } from "../src/sync/host.ts";
import { FakeModel } from "./fake_model.ts";

beforeEach(() => vi.stubGlobal("requestAnimationFrame", (run: () => void) => setTimeout(run)));
afterEach(() => vi.unstubAllGlobals());

/** A headed widget whose inside comes when the test says so, and what happened to it, in order. */
function begun() {
  const happened: string[] = [];
  const inner: Widget = {
    initialize({ model, signal }) {
      happened.push("initialize");
      const hear = (content: unknown) => happened.push(`heard ${content}`);
      model.on("msg:custom", hear);
      signal.addEventListener("abort", () => model.off("msg:custom", hear));
      return "exports";
    },
    render: () => void happened.push("render"),
  };
  let resolve!: (widget: Widget) => void;
  let reject!: (reason: Error) => void;
  const promise = new Promise<Widget>((...settle) => {
    [resolve, reject] = settle;
  });
  // Nobody waits for it before the page is painted.
  promise.catch(() => {});
  const come = { promise, resolve, reject };
  const model = new FakeModel({ index: 3 });
  const life = new AbortController();
  const view = new AbortController();
  const head = headed(
    () => come.promise,
    () => () => {
      happened.push("ahead");
      return () => happened.push("ahead ends");
    },
  );
  const later = head.initialize?.({ model, signal: life.signal }) as { ready: Promise<unknown> };
  const el = {} as HTMLElement;
  const render = () => head.render({ model, el, signal: view.signal, host: {} as Host });
  return { happened, inner, come, model, life, view, render, later };
}

test("what comes early is heard after initialize, in order, and before the view", async () => {
  const { happened, inner, come, model, render, later } = begun();
  const rendered = render();
  model.emit("msg:custom", 1);
  model.emit("msg:custom", 2);
  expect(happened).toEqual(["ahead"]);
  come.resolve(inner);
  await rendered;
  model.emit("msg:custom", 3);
  const before = ["ahead", "initialize", "heard 1", "heard 2", "ahead ends", "render"];
  expect(happened).toEqual([...before, "heard 3"]);
  expect(await later.ready).toBe("exports");
});

test("a view that comes later is rendered at once", async () => {
  const { happened, inner, come, render, later } = begun();
  come.resolve(inner);
  await later.ready;
  render();
  expect(happened).toEqual(["initialize", "render"]);
});

test("a view that has gone meanwhile is not rendered", async () => {
  const { happened, inner, come, view, render } = begun();
  const rendered = render();
  view.abort();
  come.resolve(inner);
  await rendered;
  expect(happened).toEqual(["ahead", "initialize", "ahead ends"]);
});

test("a model that was closed meanwhile is not initialized, and nobody listens", async () => {
  const { happened, inner, come, life, model, later } = begun();
  life.abort();
  come.resolve(inner);
  await later.ready;
  expect(happened).toEqual([]);
  expect(model.listening).toBe(0);
});

test("what can't be unpacked is told to whoever renders", async () => {
  const { happened, come, render } = begun();
  const rendered = render();
  come.reject(new Error("no module"));
  await expect(rendered).rejects.toThrow("no module");
  expect(happened).toEqual(["ahead", "ahead ends"]);
});
