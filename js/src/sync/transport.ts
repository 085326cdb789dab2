// How a widget asks: the same `Transport` before a kernel (here) and an archive (archive.ts).

import { type Binary, dataView } from "./buffers.ts";
import { type AnyModel, listen } from "./host.ts";
import { lifeOf } from "./life.ts";
import {
  type CommandName,
  type Commands,
  type ErrorPayload,
  type EventName,
  type Events,
  type Failure,
  type KernelEvent,
  PROTOCOL_VERSION,
  type Request,
  type Success,
} from "./messages.ts";
import { isRead, postman } from "./postman.ts";

export interface RequestOptions {
  /** Newer requests of the same command and priority make older ones pointless. */
  generation?: number;
  /** Aborting forgets the request; the kernel is told when it has not answered yet. */
  signal?: AbortSignal;
}

export interface Answer<C extends CommandName> {
  result: Commands[C]["result"];
  buffers: DataView[];
}

export interface Transport {
  /** Rejects with a `KernelError`: refused, superseded, aborted or no kernel. */
  request<C extends CommandName>(
    command: C,
    args: Commands[C]["args"],
    options?: RequestOptions,
  ): Promise<Answer<C>>;
  on<E extends EventName>(
    event: E,
    callback: (data: Events[E], buffers: DataView[]) => void,
    signal: AbortSignal,
  ): void;
  /** Whether questions are answered at all. */
  readonly live: boolean;
  /** Whether this one is: a page that was saved has no answer to some, and opens some panes. */
  can(question: CommandName | `open_pane:${string}`): boolean;
  /** Why not: to be shown in place; `null` while live. */
  readonly lost: ErrorPayload | null;
  onLive(callback: (live: boolean, lost: ErrorPayload | null) => void, signal: AbortSignal): void;
  /** Nothing can be sent for the moment: what is set meanwhile is told afterwards. */
  readonly held: boolean;
  /** The connection is cut (true), or there again and what was still owed has been asked anew. */
  onCut(callback: (cut: boolean) => void, signal: AbortSignal): void;
}

export class KernelError extends Error {
  override readonly name = "KernelError";
  readonly payload: ErrorPayload;

  constructor(payload: ErrorPayload) {
    super(payload.message);
    this.payload = payload;
  }
}

export function problem(kind: string, message: string, remedy: string | null = null): ErrorPayload {
  return { kind, message, tag: null, keyword: null, file: null, remedy };
}

/** Whatever went wrong, as an error to be shown. */
export function payloadOf(reason: unknown): ErrorPayload {
  if (reason instanceof KernelError) return reason.payload;
  return problem("internal", reason instanceof Error ? reason.message : String(reason));
}

/**
 * Ask with a generation; where another view of the model, which counts its own, made that one look
 * old, ask without.
 */
export async function askNewest<C extends CommandName>(
  transport: Transport,
  command: C,
  args: Commands[C]["args"],
  { generation, signal }: { generation: number; signal: AbortSignal },
): Promise<Answer<C>> {
  try {
    return await transport.request(command, args, { generation, signal });
  } catch (reason) {
    if (signal.aborted || payloadOf(reason).kind !== "superseded") throw reason;
    return transport.request(command, args, { signal });
  }
}

/** The same for rows, which come without buffers. */
export async function askRows<
  C extends "get_rows" | "get_preview" | "get_difference" | "get_groups",
>(...asked: Parameters<typeof askNewest<C>>): Promise<Commands[C]["result"]> {
  return (await askNewest(...asked)).result;
}

interface Waiting {
  message: Request;
  resolve(answer: Answer<CommandName>): void;
  reject(error: KernelError): void;
}

/** Talk to the kernel over the model's comm until `signal` (the model's, not a view's) aborts. */
export function kernelTransport(model: AnyModel, signal: AbortSignal): Transport {
  // The kernel's answers go to every page that shows the model: a page must know its own.
  const page = crypto.getRandomValues(new Uint32Array(2)).join("-");
  const waiting = new Map<string, Waiting>();
  const life = lifeOf(model, signal);
  let asked = 0;

  const letters = postman(model, life, signal, {
    nextId: () => `${page}-${++asked}`,
    refuse(id) {
      const entry = waiting.get(id);
      waiting.delete(id);
      entry?.reject(new KernelError(UNSENT));
    },
  });
  const refuseAll = (payload: ErrorPayload) => {
    const all = [...waiting.values()];
    waiting.clear();
    for (const { reject } of all) reject(new KernelError(payload));
  };

  listen(
    model,
    "msg:custom",
    (content: unknown, buffers?: Binary[]) => {
      const reply = content as Success | Failure;
      const entry = waiting.get(reply?.id);
      if (!entry) return;
      if (!(reply.ok && reply.more)) waiting.delete(reply.id);
      if (reply.ok) entry.resolve({ result: reply.result, buffers: (buffers ?? []).map(dataView) });
      else entry.reject(new KernelError(reply.error));
    },
    signal,
  );
  life.on((live, lost) => {
    if (!live && lost) refuseAll(lost);
  }, signal);
  // An answer may have been lost with the connection; asking a read again does no harm. What the
  // server kept meanwhile comes first: what that answers is not asked for twice.
  let again = 0;
  life.onCut((cut) => {
    clearTimeout(again);
    if (cut) return tellCut(true);
    const owed = [...waiting.keys()];
    again = setTimeout(() => {
      for (const id of owed) {
        const message = waiting.get(id)?.message;
        if (message && isRead(message)) void letters.post(message);
      }
      tellCut(false);
    }, SETTLE_MS) as unknown as number;
  }, signal);
  const cutting = new Set<(cut: boolean) => void>();
  const tellCut = (cut: boolean) => {
    for (const callback of [...cutting]) callback(cut);
  };
  signal.addEventListener("abort", () => clearTimeout(again), { once: true });
  signal.addEventListener("abort", () => refuseAll(problem("closed", "The widget was closed.")));

  return {
    get live() {
      return life.live;
    },
    can: (question) => model.get<Set<string>>("_can")?.has(question) !== false,
    get lost() {
      return life.lost;
    },
    onLive: life.on,
    get held() {
      return letters.held;
    },
    onCut(callback, until) {
      cutting.add(callback);
      until.addEventListener("abort", () => cutting.delete(callback), { once: true });
    },
    request(command, args, { generation, signal: aborted } = {}) {
      const id = `${page}-${++asked}`;
      const message: Request = { v: PROTOCOL_VERSION, id, command, args };
      if (generation !== undefined) message.generation = generation;
      return new Promise<Answer<typeof command>>((resolve, reject) => {
        if (life.lost) return reject(new KernelError(life.lost));
        if (signal.aborted || aborted?.aborted) return reject(new KernelError(ABORTED));
        const withdraw = () => {
          if (!waiting.delete(id)) return;
          void letters.post({
            v: PROTOCOL_VERSION,
            id: `${id}-cancel`,
            command: "cancel",
            args: { id },
          });
          reject(new KernelError(ABORTED));
        };
        const settled =
          <T>(settle: (value: T) => void) =>
          (value: T) => {
            aborted?.removeEventListener("abort", withdraw);
            settle(value);
          };
        waiting.set(id, {
          message,
          resolve: settled(resolve as Waiting["resolve"]),
          reject: settled(reject),
        });
        aborted?.addEventListener("abort", withdraw);
        void letters.post(message);
      });
    },
    on(event, callback, until) {
      const receive = (content: unknown, buffers?: Binary[]) => {
        const said = content as KernelEvent;
        if (said?.event === event)
          callback(said.data as Events[typeof event], (buffers ?? []).map(dataView));
      };
      listen(model, "msg:custom", receive, until);
    },
  };
}

/** So long the server may need to hand over what it kept while the connection was cut. */
const SETTLE_MS = 500;
const ABORTED = problem("superseded", "The question was withdrawn.");
const UNSENT = problem(
  "kernel",
  "The connection to the kernel is interrupted: this did not reach it.",
  "Try again when the connection is back.",
);
