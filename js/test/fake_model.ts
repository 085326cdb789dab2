// A model as anywidget hands it over, with the other side in the test's hand.

import type { AnyModel, Callback } from "../src/sync/host.ts";
import type { CommandName, Request } from "../src/sync/messages.ts";

export class FakeModel implements AnyModel {
  readonly values: Record<string, unknown>;
  readonly sent: Request<CommandName>[] = [];
  readonly saved: Record<string, unknown>[] = [];
  readonly listeners = new Map<string, Set<Callback>>();
  comm_live?: boolean;
  widget_manager?: unknown;
  #unsaved: Record<string, unknown> = {};

  constructor(values: Record<string, unknown> = {}) {
    this.values = values;
  }

  get<T>(name: string): T {
    return this.values[name] as T;
  }

  set(name: string, value: unknown): unknown {
    if (typeof name === "string") {
      this.values[name] = value;
      this.#unsaved[name] = value;
      this.emit(`change:${name}`);
    }
    return this;
  }

  save_changes(): void {
    this.saved.push(this.#unsaved);
    this.#unsaved = {};
  }

  send(content: unknown): unknown {
    return this.sent.push(content as Request);
  }

  on(event: string, callback: Callback): void {
    const set = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, set.add(callback));
  }

  off(event?: string | null, callback?: Callback | null): void {
    if (event && callback) this.listeners.get(event)?.delete(callback);
  }

  emit(event: string, ...args: unknown[]): void {
    for (const callback of [...(this.listeners.get(event) ?? [])])
      (callback as (...args: unknown[]) => void)(...args);
  }

  /** Answer request number `n`. */
  answer(n: number, reply: object, buffers: unknown[] = []): void {
    this.emit("msg:custom", { v: 1, id: this.sent[n]?.id, ...reply }, buffers);
  }

  get listening(): number {
    return [...this.listeners.values()].reduce((sum, set) => sum + set.size, 0);
  }
}

/** Jupyter's model: it knows whether its comm lives. */
export function jupyterModel(live = true, manager: object = {}): FakeModel {
  const model = new FakeModel();
  model.comm_live = live;
  model.widget_manager = { new_model: () => {}, ...manager };
  return model;
}

/** Lumino's signal, as the kernel connection has it. */
export class FakeSignal<T> {
  readonly #slots = new Set<(sender: unknown, value: T) => void>();
  connect(slot: (sender: unknown, value: T) => void): void {
    this.#slots.add(slot);
  }
  disconnect(slot: (sender: unknown, value: T) => void): void {
    this.#slots.delete(slot);
  }
  emit(value: T): void {
    for (const slot of [...this.#slots]) slot(this, value);
  }
  get size(): number {
    return this.#slots.size;
  }
}
