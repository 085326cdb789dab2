// The image that an item names, in a viewer beside the report: the kernel makes it, the host
// renders it.
import type { Host } from "../../sync/host.ts";
import { KernelError, payloadOf, problem, type Transport } from "../../sync/transport.ts";
import { h, setText } from "../dom.ts";
import { message } from "../message.ts";

export interface Beside {
  el: HTMLElement;
  open(id: number, reference: number): Promise<void>;
  close(): void;
}

export function beside(
  transport: Transport,
  host: Host,
  changed: (open: boolean) => void,
  signal: AbortSignal,
): Beside {
  const room = h("div", { class: "dw-report-image" });
  const shut = h("button", { class: "dw-button", onclick: () => close() }, "Close the image");
  const said = h("span", { class: "dw-report-quiet", role: "status" });
  const el = h(
    "div",
    { class: "dw-report-beside", hidden: true },
    h("div", { class: "dw-report-acts" }, shut, said),
    room,
  );
  let shown = "";
  let gone: AbortController | null = null;
  let asked = 0;

  const clear = () => {
    gone?.abort();
    gone = null;
    shown = "";
    room.replaceChildren();
  };
  const close = () => {
    if (el.hidden) return;
    asked += 1;
    clear();
    el.hidden = true;
    changed(false);
    void transport.request("close_pane", { kind: "series_viewer" }).catch(() => {});
  };
  const render = async (ref: string) => {
    if (ref === shown) return;
    clear();
    const mine = new AbortController();
    gone = mine;
    shown = ref;
    const widget = await host.getWidget(ref);
    if (!mine.signal.aborted) await widget.render({ el: room, signal: mine.signal });
  };
  signal.addEventListener("abort", clear, { once: true });
  return {
    el,
    close,
    async open(id, reference) {
      const mine = ++asked;
      el.hidden = false;
      changed(true);
      setText(said, "");
      if (!shown) room.replaceChildren(h("div", { class: "dw-report-quiet" }, "Opening…"));
      try {
        const args = { kind: "series_viewer", selection: [id, reference] };
        const { result } = await transport.request("open_pane", args, { signal });
        if (mine !== asked) return;
        setText(said, result.said ?? "");
        await render(result.ref);
      } catch (reason) {
        if (mine !== asked || signal.aborted) return;
        clear();
        room.replaceChildren(message(reason instanceof KernelError ? payloadOf(reason) : ALONE));
      }
    },
  };
}

const ALONE = problem(
  "host",
  "This notebook program can't show a widget inside another.",
  "Show the image on its own: dicomwidgets.view(…).",
);
