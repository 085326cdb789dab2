// A page that shows widgets without Jupyter: exported HTML and the stage of most UI tests. Models,
// bundles and answers stand in the page (dicomwidgets/widgets/sharing writes it); nothing is
// fetched. In a test the answers may come from Python instead (`dwPython`).

import { fromBase85 } from "../ahead/base85.ts";
import { type Archive, answered, archiveTransport, type Kept } from "../sync/archive.ts";
import { bytesOf, inflate } from "../sync/buffers.ts";
import { unfolded } from "../sync/folding.ts";
import type { AnyModel, Host, ResolvedWidget, Widget } from "../sync/host.ts";
import { type CommandName, PROTOCOL_VERSION, type Request } from "../sync/messages.ts";
import { KernelError, problem } from "../sync/transport.ts";

interface SavedModel {
  bundle: string;
  state: Record<string, unknown>;
  archive: Archive | null;
}

interface SavedPage {
  bundles: Record<string, { esm: string; css: string }>;
  models: Record<string, SavedModel>;
  views: string[];
}

/** Python behind the page, in tests: see tests/browser/conftest.py. */
interface Python {
  send(id: string, data: object): Promise<void>;
  poll(): Promise<{ id: string; data: PythonMessage; buffers: string[] }[] | null>;
  model(id: string): Promise<SavedModel & { bundles: SavedPage["bundles"] }>;
}
type PythonMessage =
  | { method: "custom"; content: unknown }
  | { method: "update"; state: Record<string, unknown> }
  | { method: "close" };

type Up = (data: { method: string; content?: unknown; state?: object }) => void;
type Listener = (...args: unknown[]) => void;

class Model implements AnyModel {
  readonly #state: Map<string, unknown>;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #unsaved = new Set<string>();
  readonly #up: Up;
  /** All that went to the other side, for tests. */
  readonly sent: unknown[] = [];

  constructor(state: Record<string, unknown>, up: Up) {
    this.#state = new Map(Object.entries(state));
    this.#up = up;
  }

  get<T>(name: string): T {
    return this.#state.get(name) as T;
  }

  set(name: string, value: unknown): void {
    if (this.#state.get(name) === value) return;
    this.#state.set(name, value);
    this.#unsaved.add(name);
    this.emit(`change:${name}`);
    this.emit("change");
  }

  save_changes(): void {
    if (this.#unsaved.size === 0) return;
    const state = Object.fromEntries([...this.#unsaved].map((name) => [name, this.get(name)]));
    this.#unsaved.clear();
    this.#tell({ method: "update", state });
  }

  send(content: unknown): void {
    this.#tell({ method: "custom", content });
  }

  on(event: string, callback: (...args: never[]) => void): void {
    const set = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, set.add(callback as Listener));
  }

  off(event?: string | null, callback?: ((...args: never[]) => void) | null): void {
    const sets = event ? [this.#listeners.get(event)] : [...this.#listeners.values()];
    for (const set of sets) {
      if (callback) set?.delete(callback as Listener);
      else set?.clear();
    }
  }

  emit(event: string, ...args: unknown[]): void {
    for (const callback of [...(this.#listeners.get(event) ?? [])]) callback(...args);
  }

  /** The other side has set a trait. */
  receive(state: Record<string, unknown>): void {
    for (const [name, value] of Object.entries(state)) {
      this.set(name, value);
      this.#unsaved.delete(name);
    }
  }

  #tell(data: Parameters<Up>[0]): void {
    this.sent.push(structuredClone(data));
    this.#up(data);
  }
}

interface Running {
  model: Model;
  widget: Widget;
  exports: unknown;
  controller: AbortController;
}

const python = (globalThis as { dwPython?: Python }).dwPython;
const running = new Map<string, Promise<Running>>();
const views = new AbortController();
let page: SavedPage;

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}.`);
  return found;
}

function fetched({ blob, form, buffer }: Kept): Promise<Uint8Array<ArrayBuffer>> {
  return unfolded(textOf(`dw-blob-${blob}`), form, buffer);
}

const textOf = (id: string) => element(id).textContent?.trim() ?? "";

function start(id: string): Promise<Running> {
  const known = running.get(id) ?? boot(id);
  running.set(id, known);
  return known;
}

async function boot(id: string): Promise<Running> {
  const saved = page.models[id] ?? (await adopt(id));
  // No trait: what a page that was saved answers (`can` in transport.ts).
  const state = saved.archive ? { ...saved.state, _can: answered(saved.archive) } : saved.state;
  const model = new Model(state, (data) => answer(id, saved.archive, data));
  const bundle = page.bundles[saved.bundle];
  if (!bundle) throw new Error(`The page has no bundle ${saved.bundle}.`);
  const controller = new AbortController();
  const widget = await load(saved.bundle, bundle);
  const exports = await widget.initialize?.({ model, signal: controller.signal });
  return { model, widget, exports: ready(exports), controller };
}

/** Who embeds a widget waits until it is unpacked (`Later`): here it is, from the beginning. */
function ready(exports: unknown): unknown {
  if (typeof exports !== "object" || exports === null || "ready" in exports) return exports;
  return Object.create(exports, { ready: { value: Promise.resolve(exports) } });
}

async function adopt(id: string): Promise<SavedModel> {
  if (!python) throw new Error(`The page was saved without the widget ${id}.`);
  const { bundles, ...saved } = await python.model(id);
  Object.assign(page.bundles, bundles);
  page.models[id] = saved;
  return saved;
}

async function load(name: string, { esm, css }: { esm: string; css: string }): Promise<Widget> {
  if (css && !document.querySelector(`style[data-bundle="${name}"]`)) {
    const style = document.createElement("style");
    style.dataset.bundle = name;
    style.textContent = css;
    document.head.append(style);
  }
  // Every model evaluates the module for itself, as in Jupyter.
  const url = URL.createObjectURL(new Blob([esm], { type: "text/javascript" }));
  const { default: found } = (await import(url)) as { default: Widget | (() => Widget) };
  URL.revokeObjectURL(url);
  return typeof found === "function" ? found() : found;
}

async function answer(
  id: string,
  archive: Archive | null,
  data: { method: string; content?: unknown },
): Promise<void> {
  if (python) return python.send(id, data);
  if (data.method !== "custom") return;
  const { id: asked, command, args } = data.content as Request;
  const reply = (content: object, buffers: DataView[] = []) =>
    start(id).then(({ model }) =>
      model.emit("msg:custom", { v: PROTOCOL_VERSION, id: asked, ...content }, buffers),
    );
  try {
    if (!archive) throw new KernelError(problem("archive", "This page holds no answers."));
    const { result, buffers } = await archiveTransport(archive, fetched).request(
      command as CommandName,
      args,
    );
    await reply({ ok: true, result }, buffers);
  } catch (reason) {
    const error =
      reason instanceof KernelError ? reason.payload : problem("internal", String(reason));
    await reply({ ok: false, error });
  }
}

const host: Host = {
  async getWidget<T>(ref: string): Promise<ResolvedWidget<T>> {
    const id = ref.replace(/^anywidget:/, "");
    const { exports } = await start(id);
    return {
      exports: exports as T,
      render: ({ el, signal }) => show(id, el, signal ?? views.signal),
    };
  },
  async getModel(ref) {
    return (await start(ref.replace(/^anywidget:/, ""))).model;
  },
};

/** A test may show a widget as another host would. */
async function show(
  id: string,
  el: HTMLElement,
  signal: AbortSignal,
  shown: Host = host,
): Promise<void> {
  const { model, widget } = await start(id);
  await widget.render({ model, el, signal, host: shown });
}

async function end(id: string): Promise<void> {
  const ended = await running.get(id);
  running.delete(id);
  ended?.controller.abort();
}

/** Hear what Python has to say; it answers when there is something, or with null for the end. */
async function listenToPython(from: Python): Promise<void> {
  for (let said = await from.poll(); said; said = await from.poll()) {
    for (const { id, data, buffers } of said) {
      if (data.method === "close") {
        await end(id);
        delete page.models[id];
        continue;
      }
      const { model } = await start(id);
      if (data.method === "update") model.receive(data.state);
      else
        model.emit(
          "msg:custom",
          data.content,
          buffers.map((text) => new DataView(bytesOf(text).buffer)),
        );
    }
  }
}

async function main(): Promise<void> {
  const packed = await inflate(fromBase85(textOf("dw-page")));
  page = JSON.parse(new TextDecoder().decode(packed));
  if (python) void listenToPython(python);
  const places = document.querySelectorAll<HTMLElement>(".dw-view");
  for (const [at, id] of page.views.entries()) {
    const el = places[at];
    if (el) await show(id, el, views.signal);
  }
  document.body.dataset.ready = "true";
}

/** For tests: the models by id, in the order of `views`, and a second view of one of them;
 * `close` ends a model, and the next view starts it anew. */
Object.assign(globalThis, {
  dwHost: {
    ids: () => page.views,
    model: async (id: string) => (await start(id)).model,
    show,
    close: end,
  },
});

main().catch((reason) => {
  document.body.dataset.failed = String(reason);
  throw reason;
});
