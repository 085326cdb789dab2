// Several viewers side by side: the first cell is this one, the others are widgets that the kernel
// makes and the host renders.
import type { Host, Later } from "../sync/host.ts";
import { KernelError, payloadOf, problem, type Transport } from "../sync/transport.ts";
import { h } from "./dom.ts";
import { type Linker, linker, type Model, type Neighbour, type Switches } from "./linking.ts";
import type { MenuSection } from "./menu.ts";
import { message } from "./message.ts";
import type { Shared } from "./viewer.ts";

export interface Panels {
  el: HTMLElement;
  /** Layouts and links, for the menu. */
  sections(): MenuSection[];
}

const LAYOUTS = {
  "1x1": "One",
  "1x2": "Two beside each other",
  "2x1": "Two on top",
  "2x2": "Four",
};
const LINKS: Record<keyof Switches, string> = {
  position: "Slice, by place",
  cursor: "Cursor",
  zoom: "Zoom and place",
  window: "Window, of the same modality",
};

const NAMES = Object.keys(LINKS) as (keyof Switches)[];

interface Parts {
  shared: Shared;
  host: Host;
  /** What stands in the first cell. */
  main: HTMLElement;
  self: Neighbour;
}

/** `divided` hears whether there is more than one. */
export function panels(
  { shared, host, main, self }: Parts,
  divided: (on: boolean) => void,
  signal: AbortSignal,
): Panels {
  const { traits, store, transport } = shared;
  const el = h("div", { class: "dw-panels" }, main);
  const on = {} as Switches;
  const open: { cell: HTMLElement; gone: AbortController }[] = [];
  let links: { all: Linker; gone: AbortController } | null = null;

  const count = () => {
    const [rows = 1, columns = 1] = traits.get("panels").split("x").map(Number);
    return store.series?.complete ? rows * columns : 1;
  };
  const closeLast = () => {
    const last = open.pop();
    last?.gone.abort();
    last?.cell.remove();
  };
  const update = () => {
    const cells = count();
    el.dataset.layout = cells > 1 ? traits.get("panels") : "1x1";
    divided(cells > 1);
    while (open.length > cells - 1) closeLast();
    if (cells > 1 && !links) {
      links = { all: linker(on), gone: new AbortController() };
      links.all.add(self, links.gone.signal);
    } else if (cells === 1) {
      links?.gone.abort();
      links = null;
    }
    while (links && open.length < cells - 1) {
      const gone = new AbortController();
      const cell = h("div", { class: "dw-panel" }, h("div", { class: "dw-pane-wait" }, "Opening…"));
      el.append(cell);
      open.push({ cell, gone });
      void fill(cell, open.length, links.all, { transport, host, signal: gone.signal });
    }
  };
  signal.addEventListener("abort", () => {
    while (open.length > 0) closeLast();
    links?.gone.abort();
  });
  const link = () => {
    const linked = traits.get("panel_links");
    for (const name of NAMES) on[name] = linked.includes(name);
    links?.all.update();
  };
  link();
  traits.on("panel_links", link, signal);
  traits.on("panels", update, signal);
  store.on((news) => news.kind === "series" && update(), signal);
  update();
  const layouts = () =>
    Object.entries(LAYOUTS).map(([layout, label]) => ({
      label,
      on: layout === traits.get("panels"),
      run: () => traits.commit({ panels: layout as keyof typeof LAYOUTS }),
    }));
  const switches = () =>
    NAMES.map((name) => ({
      label: LINKS[name],
      on: on[name],
      toggle: true,
      run() {
        const panel_links = NAMES.filter((each) => on[each] !== (each === name));
        traits.commit({ panel_links });
      },
    }));
  return {
    el,
    sections: () => [
      { title: "Panels", items: layouts() },
      { title: "Link", items: links ? switches() : [] },
    ],
  };
}

async function fill(
  cell: HTMLElement,
  number: number,
  links: Linker,
  { transport, host, signal }: { transport: Transport; host: Host; signal: AbortSignal },
): Promise<void> {
  // The kernel hears of the layout first.
  await Promise.resolve();
  try {
    const pane = { kind: "series_viewer", selection: [number] };
    const { result } = await transport.request("open_pane", pane);
    const widget = await host.getWidget<Later<Model>>(result.ref);
    if (signal.aborted) return;
    cell.replaceChildren();
    await widget.render({ el: cell, signal });
    const { views } = await widget.exports.ready;
    const view = [...views].find((each) => cell.contains(each.el));
    if (view && !signal.aborted) links.add(view, signal);
  } catch (reason) {
    if (signal.aborted) return;
    const unable = problem(
      "host",
      "This notebook program can't show a widget inside another.",
      `Show the series on its own: dicomwidgets.view(…, series_number=${number}).`,
    );
    cell.replaceChildren(message(reason instanceof KernelError ? payloadOf(reason) : unable));
  }
}
