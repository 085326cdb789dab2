// Hands messages to the host, and waits with them while the host can't be reached.

import type { AnyModel } from "./host.ts";
import type { Life } from "./life.ts";
import { PROTOCOL_VERSION, type Request } from "./messages.ts";

export interface Sender {
  /** An id that no request has. */
  nextId(): string;
  /** A request that must not be sent twice could not be sent at all. */
  refuse(id: string): void;
}

/** Asking a read again does no harm. */
export const isRead = ({ command }: Request) => command.startsWith("get_");

/**
 * Post to the kernel.
 *
 * Jupyter's model throws where there is no kernel any more, and says by itself when the connection is
 * cut and back. marimo's promises, breaks its word when the server is out of reach, and never says
 * that it is back: then a message without effect is tried until it passes. What is a read stays owed
 * meanwhile (the transport asks again), what is not is refused.
 */
export function postman(model: AnyModel, life: Life, signal: AbortSignal, sender: Sender) {
  let timer = 0;
  let resting = 0;
  let held = false;

  const knock = async (pause: number) => {
    const args = { id: sender.nextId() };
    try {
      await model.send({ v: PROTOCOL_VERSION, id: sender.nextId(), command: "cancel", args });
    } catch {
      return again(Math.min(2 * pause, LONGEST_MS));
    }
    if (signal.aborted) return;
    clearTimeout(timer);
    held = false;
    model.save_changes();
    life.cut(false);
  };
  const again = (pause: number) => {
    resting = pause;
    clearTimeout(timer);
    if (!signal.aborted) timer = setTimeout(knock, pause, pause) as unknown as number;
  };
  const fail = (message: Request) => {
    if (signal.aborted) return;
    if (life.told) return life.lose("gone");
    if (!isRead(message)) sender.refuse(message.id);
    // Somebody is there who wants something: there is no time for a long rest.
    if (!held || resting > FIRST_MS) again(FIRST_MS);
    held = true;
    life.cut(true);
  };
  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });

  return {
    get held() {
      return held;
    },
    async post(message: Request): Promise<void> {
      if (held) return fail(message);
      try {
        await model.send(message);
      } catch {
        fail(message);
      }
    },
  };
}

const FIRST_MS = 1000;
const LONGEST_MS = 30_000;
