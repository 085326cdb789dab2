// Another widget beside this one: the kernel makes it, the host renders it, this gives it room.
import type { Host } from "../sync/host.ts";
import { KernelError, type Transport } from "../sync/transport.ts";
import { h } from "./dom.ts";
import { message } from "./message.ts";

export interface Pane {
  el: HTMLElement;
  readonly open: boolean;
  toggle(kind: string): Promise<void>;
}

/** What the views of one model have open of a pane: the kernel has one for all of them. */
export interface Opened {
  views: number;
  /** The kernel has heard of the last close: it must not overtake the next open. */
  closed: Promise<unknown>;
}

/** Nothing is open yet. */
export function opened(): Opened {
  return { views: 0, closed: Promise.resolve() };
}

interface Parts {
  transport: Transport;
  host: Host;
  beside: Opened;
}

/** `changed` hears when the pane opens or closes. */
export function pane(
  { transport, host, beside }: Parts,
  changed: (open: boolean) => void,
  signal: AbortSignal,
): Pane {
  const el = h("div", { class: "dw-pane", hidden: true });
  let shown: { kind: string; gone: AbortController } | null = null;

  /** The last view that had it open lets the kernel free it. */
  const leave = () => {
    if (!shown) return;
    const { kind, gone } = shown;
    shown = null;
    gone.abort();
    beside.views -= 1;
    if (beside.views === 0)
      beside.closed = transport.request("close_pane", { kind }).catch(() => {});
  };
  const close = () => {
    leave();
    el.hidden = true;
    el.replaceChildren();
    changed(false);
  };
  const open = async (kind: string) => {
    const mine = new AbortController();
    shown = { kind, gone: mine };
    beside.views += 1;
    el.hidden = false;
    el.replaceChildren(h("div", { class: "dw-pane-wait" }, "Opening…"));
    changed(true);
    try {
      await beside.closed;
      const { result } = await transport.request("open_pane", { kind, selection: [] });
      const widget = await host.getWidget(result.ref);
      if (mine.signal.aborted) return;
      // In the page before it is drawn: a table measures how many rows there is room for.
      const room = h("div", { class: "dw-pane-room" });
      el.replaceChildren(room);
      await widget.render({ el: room, signal: mine.signal });
    } catch (reason) {
      if (!mine.signal.aborted) el.replaceChildren(message(payloadOf(reason)));
    }
  };
  signal.addEventListener("abort", leave, { once: true });
  return {
    el,
    get open() {
      return shown !== null;
    },
    async toggle(kind) {
      if (shown) close();
      else await open(kind);
    },
  };
}

function payloadOf(reason: unknown) {
  if (reason instanceof KernelError) return reason.payload;
  return {
    kind: "host",
    message: "This notebook program can't show a widget inside another.",
    tag: null,
    keyword: null,
    file: null,
    remedy: "Show the header on its own: dicomwidgets.inspect(…).",
  };
}
