// Is there a kernel behind the model? anywidget has no word for it; Jupyter's model has one.

import { type AnyModel, listen } from "./host.ts";
import type { ErrorPayload } from "./messages.ts";

type Loss = "restarted" | "absent" | "gone";

const REASONS: Record<Loss, string> = {
  restarted: "The kernel was restarted.",
  absent: "No kernel stands behind this widget: the notebook was opened without running it.",
  gone: "The kernel is gone.",
};

export interface Life {
  readonly live: boolean;
  readonly lost: ErrorPayload | null;
  on(callback: (live: boolean, lost: ErrorPayload | null) => void, signal: AbortSignal): void;
  /** The way to the kernel is cut (true) or there again; the kernel itself may live on. */
  onCut(callback: (cut: boolean) => void, signal: AbortSignal): void;
  /** Whether the host says so itself when the kernel is gone or the connection cut. */
  readonly told: boolean;
  lose(why: Loss): void;
  cut(now: boolean): void;
}

interface Signal<T> {
  connect(slot: (sender: unknown, value: T) => void): unknown;
  disconnect(slot: (sender: unknown, value: T) => void): unknown;
}

interface KernelConnection {
  statusChanged?: Signal<string>;
  connectionStatusChanged?: Signal<string>;
  disposed?: Signal<unknown>;
}

interface JupyterManager {
  new_model?: unknown;
  kernel?: KernelConnection | null;
}

/**
 * Watch the kernel behind `model`.
 *
 * A restart sets Jupyter's `comm_live` to false; a crash (`autorestarting`, `dead`) does not, so the
 * kernel connection is watched too where the manager shows it. A host that knows neither
 * (marimo, our own page) is live as long as the model is.
 */
export function lifeOf(model: AnyModel, signal: AbortSignal): Life {
  const manager = model.widget_manager as JupyterManager | undefined;
  const jupyter = behindProxy(model, manager);
  const known = jupyter !== undefined && typeof jupyter.comm_live === "boolean";
  let loss: Loss | null = known && !jupyter.comm_live ? "absent" : null;
  const listeners = new Set<(live: boolean, lost: ErrorPayload | null) => void>();
  const cutting = new Set<(cut: boolean) => void>();

  const lost = (): ErrorPayload | null =>
    loss && {
      kind: "kernel",
      message: REASONS[loss],
      tag: null,
      keyword: null,
      file: null,
      remedy: "Run the cell again.",
    };
  const become = (next: Loss | null) => {
    if (next === loss || (next && loss)) return;
    loss = next;
    for (const callback of [...listeners]) callback(loss === null, lost());
  };
  const register = <T>(set: Set<T>, item: T, until: AbortSignal) => {
    set.add(item);
    until.addEventListener("abort", () => set.delete(item), { once: true });
  };

  if (known)
    listen(model, "comm_live_update", () => become(jupyter.comm_live ? null : "restarted"), signal);
  const kernel = manager?.kernel;
  connect(
    kernel?.statusChanged,
    (status) => {
      if (status === "restarting" || status === "autorestarting") become("restarted");
      if (status === "dead" || status === "terminating") become("gone");
    },
    signal,
  );
  // Shut down from Jupyter's menus: the page lets go of the kernel and no status comes any more.
  connect(kernel?.disposed, () => become("gone"), signal);
  let severed = false;
  const cut = (now: boolean) => {
    if (now === severed) return;
    severed = now;
    for (const callback of [...cutting]) callback(now);
  };
  connect(kernel?.connectionStatusChanged, (status) => cut(status !== "connected"), signal);
  return {
    get live() {
      return loss === null;
    },
    get lost() {
      return lost();
    },
    on: (callback, until) => register(listeners, callback, until),
    onCut: (callback, until) => register(cutting, callback, until),
    told: known,
    lose: become,
    cut,
  };
}

/** Jupyter's own model: anywidget's proxy hides it, but Backbone's `set` returns it. */
function behindProxy(model: AnyModel, manager: JupyterManager | undefined) {
  if (typeof manager?.new_model !== "function") return undefined;
  const nothing = {} as unknown as string;
  return model.set(nothing, undefined) as { comm_live?: boolean } | undefined;
}

function connect<T>(source: Signal<T> | undefined, heard: (value: T) => void, signal: AbortSignal) {
  if (typeof source?.connect !== "function") return;
  const slot = (_sender: unknown, value: T) => heard(value);
  source.connect(slot);
  signal.addEventListener("abort", () => source.disconnect(slot), { once: true });
}
