// Keeps the messages that come before there is somebody who listens.
import type { AnyModel, Callback } from "../sync/host.ts";

const MESSAGE = "msg:custom";

export interface Mailbox {
  /** The model, for the one who listens later. */
  model: AnyModel;
  /** Hand over what has come, in order; from now on it goes straight through. */
  deliver(): void;
}

export function mailbox(model: AnyModel, signal: AbortSignal): Mailbox {
  const listeners = new Set<Callback>();
  let kept: unknown[][] | null = [];
  const hand = (letter: unknown[]) => {
    for (const callback of [...listeners]) (callback as (...letter: unknown[]) => void)(...letter);
  };
  const receive = (...letter: unknown[]) => (kept ? void kept.push(letter) : hand(letter));
  model.on(MESSAGE, receive);
  signal.addEventListener("abort", () => model.off(MESSAGE, receive), { once: true });
  return {
    model: {
      get: (name) => model.get(name),
      set: (name, value) => model.set(name, value),
      save_changes: () => model.save_changes(),
      send: (content, callbacks, buffers) => model.send(content, callbacks, buffers),
      on(event: string, callback: Callback) {
        if (event === MESSAGE) listeners.add(callback);
        else model.on(event, callback);
      },
      off(event, callback) {
        if (event === MESSAGE && callback) listeners.delete(callback);
        else model.off(event, callback);
      },
      get widget_manager() {
        return model.widget_manager;
      },
    },
    deliver() {
      const letters = kept ?? [];
      kept = null;
      for (const letter of letters) hand(letter);
    },
  };
}
