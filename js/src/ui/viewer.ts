// A view of the series viewer, put together: every part knows its own business, this one knows
// who has to hear of what.
import type { FrameStore } from "../frames/store.ts";
import type { Host } from "../sync/host.ts";
import type { WindowPreset } from "../sync/messages.ts";
import type { State, ViewerTraits } from "../sync/state.ts";
import type { Transport } from "../sync/transport.ts";
import { actions, keysOf, zoomText } from "./actions.ts";
import { cine } from "./cine.ts";
import { controls } from "./controls.ts";
import { h } from "./dom.ts";
import { gestures } from "./gestures.ts";
import { help } from "./help.ts";
import { keyboard } from "./keyboard.ts";
import type { Live } from "./live.ts";
import { lossNotice } from "./loss.ts";
import { pane } from "./pane.ts";
import { pointer } from "./pointer.ts";
import { positionText } from "./position.ts";
import { stage } from "./stage.ts";
import { titlebar, titleOf } from "./titlebar.ts";
import { tooltips } from "./tooltip.ts";
import { remarks, type View, view } from "./view.ts";
import { choices, startWindow } from "./windowing.ts";

export interface Shared {
  traits: State<ViewerTraits>;
  transport: Transport;
  store: FrameStore;
  live: Live;
}

export interface Place {
  el: HTMLElement;
  signal: AbortSignal;
  host: Host;
}

export function viewer(shared: Shared, { el, signal, host }: Place): void {
  const { live, store, traits, transport } = shared;
  const root = h("div", {
    class: "dicomwidgets dw-series-viewer",
    role: "group",
    "aria-label": "DICOM series",
    tabindex: "0",
    "data-lm-suppress-shortcuts": "true",
  });
  const image = stage();
  const seen = view({ live, store, stage: image }, { drawn }, signal);
  const act = actions({ view: seen, live, store, traits }, signal);
  const sheet = help(() => root.focus({ preventScroll: true }));
  const beside = pane({ transport, host }, paneChanged, signal);
  const movie = cine(playOn, played, signal);
  const header = () => void beside.toggle("header_table");
  const presets = () => store.series?.presets ?? [];
  const isCurrent = (preset: WindowPreset | null) =>
    preset
      ? live.now.window_center === preset.center && live.now.window_width === preset.width
      : live.now.window_center === null;
  const top = titlebar(
    {
      fit: act.fit,
      one: () => act.one(),
      zoom: (factor) => act.zoomBy(factor),
      invert: act.invert,
      reset: act.reset,
      header,
      help: () => sheet.toggle(),
      preset: act.preset,
      isCurrent,
    },
    signal,
  );
  top.presets.offer(() => (seen.shown ? choices(seen.shown.info.display, presets()) : []));
  const below = controls(
    {
      slice: (index, held) => act.slice(index, held ? "held" : "soon"),
      window(values, held) {
        seen.hold(held);
        act.window(values, held ? "held" : "soon");
      },
      play: () => movie.toggle(),
    },
    signal,
  );

  function drawn({ shown, range, window }: View): void {
    const { series } = store;
    const { index, invert } = live.now;
    const display = shown?.info.display;
    const grey = display?.kind !== "color";
    top.badges(remarks(seen, series));
    top.grey(grey);
    image.several((series?.count ?? 1) > 1);
    top.pressed({
      fit: seen.viewport.zoom === null,
      one: seen.viewport.zoom === 1,
      invert,
      header: beside.open,
    });
    below.slice(
      index,
      series?.count ?? 1,
      positionText(shown?.info.index === index ? shown.info : undefined),
      series?.sorted_by,
    );
    below.grey(display !== undefined && grey);
    if (display && grey)
      below.window(window, startWindow(display, live.now, range), range, display.unit);
    image.zoom(zoomText(seen));
  }
  function describe(): void {
    const { index } = live.now;
    const { series } = store;
    const slice = `Slice ${index + 1} of ${series?.count ?? 1}, ${series ? titleOf(series) : ""}`;
    image.describe(series?.count === 0 ? "No image" : slice);
  }
  function paneChanged(open: boolean): void {
    root.classList.toggle("dw-with-pane", open);
    seen.ask();
  }
  function played(on: boolean): void {
    below.playing(on);
    if (!on) live.commit();
  }
  function playOn(): void {
    const next = (live.now.index + 1) % (store.series?.count ?? 1);
    store.want(next);
    if (store.get(next) || store.error(next)) live.show({ index: next }, "held");
  }

  const main = h("div", { class: "dw-main" }, image.el, below.el);
  const body = h("div", { class: "dw-body" }, main, beside.el);
  const loss = lossNotice(
    transport,
    () => store.loaded > 0 || store.picture !== null,
    image,
    signal,
  );
  root.append(top.el, loss, body, sheet.el);
  keyboard(
    root,
    keysOf(act, {
      header,
      help: () => sheet.toggle(),
      escape: () => sheet.toggle(false),
      play: () => movie.toggle(),
      presets,
    }),
    signal,
  );
  pointer(image.screen, gestures({ root, seen, act, movie }), signal);
  tooltips(root, signal);
  store.on((news) => {
    if (news.kind !== "series") return;
    top.series(store.series);
    describe();
    if (store.series?.complete) live.renumber(store.current);
  }, signal);
  live.on((changed) => {
    if (changed.index === undefined) return;
    store.want(live.now.index);
    describe();
  }, signal);
  top.series(store.series);
  el.classList.add("dw-host");
  el.append(root);
  signal.addEventListener("abort", () => root.remove(), { once: true });
  seen.ask();
}
