// Another widget beside this one: the kernel makes it, the host renders it, this gives it room.
import type { Host } from "../sync/host.ts";
import { KernelError, payloadOf, problem, type Transport } from "../sync/transport.ts";
import { h } from "./dom.ts";
import { message } from "./message.ts";

export interface Pane {
  el: HTMLElement;
  /** Kind of the widget that is open, "" for none. */
  readonly kind: string;
  /** Open this kind in the place of what is there; "" closes. */
  show(kind: string): Promise<void>;
  toggle(kind: string): Promise<void>;
  /** What it is about has changed. */
  follow(): Promise<void>;
}

/** What the views of one model have open of a pane: the kernel has one of a kind for all of them. */
export interface Opened {
  views: Map<string, number>;
  /** The kernel has heard of the last close: it must not overtake the next open. */
  closed: Promise<unknown>;
}

/** Nothing is open yet. */
export function opened(): Opened {
  return { views: new Map(), closed: Promise.resolve() };
}

interface Parts {
  transport: Transport;
  host: Host;
  beside: Opened;
  /** What it is about. */
  selection?: () => number[];
  /** What to do in a notebook program that shows no widget inside another. */
  alone: string;
  /** Hears what the kernel says of what it opened. */
  said?: (text: string) => void;
}

interface Shown {
  kind: string;
  /** Of the widget that is drawn. */
  ref: string;
  /** Ends the drawing. */
  gone: AbortController;
}

/** `changed` hears when the pane opens or closes. */
export function pane(
  { transport, host, beside, selection = () => [], alone, said }: Parts,
  changed: (open: boolean) => void,
  signal: AbortSignal,
): Pane {
  const el = h("div", { class: "dw-pane", hidden: true });
  let shown: Shown | null = null;
  let asked = 0;

  /** The last view that had it open lets the kernel free it. */
  const leave = () => {
    if (!shown) return;
    const { kind, gone } = shown;
    shown = null;
    asked += 1;
    gone.abort();
    const views = (beside.views.get(kind) ?? 1) - 1;
    beside.views.set(kind, views);
    if (views === 0) beside.closed = transport.request("close_pane", { kind }).catch(() => {});
  };
  const close = () => {
    leave();
    el.hidden = true;
    el.replaceChildren();
    changed(false);
  };
  const open = async (kind: string) => {
    leave();
    shown = { kind, ref: "", gone: new AbortController() };
    beside.views.set(kind, (beside.views.get(kind) ?? 0) + 1);
    el.hidden = false;
    el.replaceChildren(h("div", { class: "dw-pane-wait" }, "Opening…"));
    changed(true);
    await fill(shown);
  };
  const fill = async (mine: Shown) => {
    const question = ++asked;
    try {
      await beside.closed;
      const args = { kind: mine.kind, selection: selection() };
      const { result } = await transport.request("open_pane", args);
      if (question !== asked) return;
      said?.(result.said ?? "");
      if (result.ref === mine.ref) return;
      const widget = await host.getWidget(result.ref);
      if (question !== asked) return;
      anew(mine);
      mine.ref = result.ref;
      // In the page before it is drawn: a table measures how many rows there is room for.
      const room = h("div", { class: "dw-pane-room" });
      el.replaceChildren(room);
      await widget.render({ el: room, signal: mine.gone.signal });
    } catch (reason) {
      if (question !== asked) return;
      anew(mine);
      const unable = problem("host", UNABLE, alone);
      el.replaceChildren(message(reason instanceof KernelError ? payloadOf(reason) : unable));
    }
  };
  const anew = (mine: Shown) => {
    mine.gone.abort();
    mine.gone = new AbortController();
    mine.ref = "";
  };
  signal.addEventListener("abort", leave, { once: true });
  return {
    el,
    get kind() {
      return shown?.kind ?? "";
    },
    async show(kind) {
      if (kind === (shown?.kind ?? "")) return;
      if (kind) await open(kind);
      else close();
    },
    async toggle(kind) {
      if (shown) close();
      else await open(kind);
    },
    async follow() {
      if (shown) await fill(shown);
    },
  };
}

const UNABLE = "This notebook program can't show a widget inside another.";
