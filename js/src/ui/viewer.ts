// A view of the series viewer, put together: every part knows its own business, this one knows
// who has to hear of what.
import measureSheet from "../styles/measure.css?inline";
import details from "../styles/viewer_details.css?inline";
import type { Host } from "../sync/host.ts";
import type { Badge } from "../sync/messages.ts";
import type { State, ViewerTraits } from "../sync/state.ts";
import type { Transport } from "../sync/transport.ts";
import { type Actions, actions, keysOf, zoomText } from "./actions.ts";
import { copyCode } from "./code.ts";
import { type Controls, type ControlsTo, controls } from "./controls.ts";
import { h } from "./dom.ts";
import { exporting } from "./exporting.ts";
import { fullScreen } from "./fullscreen.ts";
import { gestures } from "./gestures.ts";
import { help } from "./help.ts";
import { keyboard } from "./keyboard.ts";
import type { Model, Neighbour } from "./linking.ts";
import { lossNotice } from "./loss.ts";
import { marks } from "./marks.ts";
import type { Book } from "./measure/book.ts";
import { measures } from "./measure/measures.ts";
import { type Opened, pane } from "./pane.ts";
import { panels } from "./panels.ts";
import { type Playing, playing } from "./playing.ts";
import { pointer } from "./pointer.ts";
import { positionText } from "./position.ts";
import { seriesPicker, titleOf } from "./series_picker.ts";
import { type Stage, stage } from "./stage.ts";
import { type Titlebar, titlebar } from "./titlebar.ts";
import { toast } from "./toast.ts";
import { toolKeys, tools } from "./tools.ts";
import { tooltips } from "./tooltip.ts";
import { remarks, type View, view } from "./view.ts";
import { startWindow } from "./windowing.ts";

export interface Shared extends Model {
  traits: State<ViewerTraits>;
  transport: Transport;
  book: Book;
  /** The header. */
  beside: Opened;
}

export interface Place {
  el: HTMLElement;
  signal: AbortSignal;
  host: Host;
}

export function viewer(shared: Shared, { el, signal, host }: Place): void {
  const { live, store, transport } = shared;
  const root = rootOf(signal);
  const image = stage(signal);
  const seen = view({ live, store, stage: image }, { drawn: () => say() }, signal);
  const act = actions({ ...shared, view: seen }, signal);
  const beside = pane({ ...shared, host, alone: ALONE }, paneChanged, signal);
  const word = toast(signal);
  const screen = fullScreen(root, word.say);
  const movie = playing(shared, played, signal);
  const more = {
    escape: () => (sheet.open ? sheet.toggle(false) : measure.escape()),
    series: () => picker.open(),
    play: () => movie.toggle(),
    along: (by: number) => below.dimensions.step(by),
    presets: () => store.series?.presets ?? [],
  };
  const measure = measures({ ...shared, root, act, screen: image.screen, view: seen }, signal);
  const tell = () => {
    act.tell();
    live.commit();
  };
  const several = () => (store.series?.count ?? 1) > 1;
  const files = exporting({ transport, root, tell, say: word.say, several }, signal);
  const groups = tools({
    ...shared,
    act,
    seen,
    header: {
      get open() {
        return beside.kind !== "";
      },
      toggle: () => void beside.toggle("header_table"),
    },
    screen,
    copy() {
      tell();
      void copyCode(transport, root, word.say);
    },
    files,
    panels: el.closest(".dw-panel") ? null : () => cells.sections(),
    help: () => sheet.toggle(),
    measure: measure.menu,
  });
  const sheet = help(groups, () => root.focus({ preventScroll: true }));
  const picker = seriesPicker(shared, signal);
  const top = titlebar(groups, picker, signal);
  const below = controls(slidersOf(act, seen, movie), signal);

  const drawn = new Set<() => void>();
  const self: Neighbour = {
    el,
    live,
    store,
    view: seen,
    marks: marks(image.overlay.el),
    remarks: () => [],
    led: null,
    onDrawn(callback, until) {
      drawn.add(callback);
      until.addEventListener("abort", () => drawn.delete(callback), { once: true });
    },
  };

  function say(): void {
    sayAbove({ top, image }, shared, seen, [...self.remarks(), ...shared.bonded.remarks()]);
    sayBelow(below, shared, seen);
    movie.say(below.speed);
    measure.show();
    for (const callback of drawn) callback();
  }
  function divided(on: boolean): void {
    root.classList.toggle("dw-divided", on);
    if (on) main.prepend(top.words);
    else top.el.prepend(top.words);
  }
  function paneChanged(open: boolean): void {
    root.classList.toggle("dw-with-pane", open);
    seen.ask();
  }
  function played(on: boolean): void {
    below.playing(on);
    if (!on) live.commit();
  }

  const something = () => store.loaded > 0 || store.picture !== null;
  const loss = lossNotice(transport, something, image, signal);
  const main = h("div", { class: "dw-main" }, image.el, below.el, measure.list);
  const cells = panels({ shared, host, main, self }, divided, signal);
  root.append(
    h("style", {}, details, measureSheet),
    top.el,
    loss,
    h("div", { class: "dw-body" }, cells.el, beside.el),
    sheet.el,
    word.el,
  );
  shared.bonded.add(self, host, signal);
  const keys = { ...keysOf(act, more), ...toolKeys(groups), ...movie.keys, ...measure.keys };
  keyboard(root, keys, signal);
  const hands = { root, seen, act, movie, live, tools: measure.starts, grab: measure.grab };
  pointer(image.screen, gestures(hands), signal);
  tooltips(root, signal);
  for (const moved of ["focusin", "focusout", "fullscreenchange"])
    root.addEventListener(moved, seen.ask, { signal });
  follow({ top, image }, shared, signal);
  store.on((news) => {
    if (news.kind === "series" && news.replaced) movie.toggle(false);
  }, signal);
  el.classList.add("dw-host");
  el.append(root);
  seen.ask();
  seen.mounted();
}

const ALONE = "Show the header on its own: dicomwidgets.inspect(…).";

function rootOf(signal: AbortSignal): HTMLElement {
  const root = h("div", {
    class: "dicomwidgets dw-series-viewer",
    role: "group",
    "aria-label": "DICOM series",
    tabindex: "0",
    "data-lm-suppress-shortcuts": "true",
  });
  signal.addEventListener("abort", () => root.remove(), { once: true });
  return root;
}

/** While a thumb is held the range of the others stays where it is. */
function slidersOf(act: Actions, seen: View, movie: Playing): ControlsTo {
  return {
    slice(index, held) {
      seen.hold(held);
      act.slice(index, held ? "held" : "soon");
    },
    window(values, held) {
      seen.hold(held);
      act.window(values, held ? "held" : "soon");
    },
    play: () => movie.toggle(),
    speed: movie.speed,
  };
}

/** Title line and image: after each draw. */
function sayAbove(
  { top, image }: { top: Titlebar; image: Stage },
  { store: { series } }: Shared,
  seen: View,
  links: Badge[],
): void {
  top.badges([...remarks(seen, series), ...links]);
  top.update();
  image.several((series?.count ?? 1) > 1);
  image.zoom(zoomText(seen));
}

/** Sliders: after each draw. */
function sayBelow(below: Controls, { live, store: { series } }: Shared, seen: View): void {
  const { shown, range, window } = seen;
  const { index } = live.now;
  const position = positionText(shown?.info.index === index ? shown.info : undefined);
  below.slice(index, series?.count ?? 1, position, series?.sorted_by);
  below.dimensions.show(series?.dimensions ?? null, index);
  const display = shown?.info.display;
  const grey = display !== undefined && display.kind !== "color";
  below.grey(grey);
  if (grey) below.window(window, startWindow(display, live.now, range), range, display.unit);
}

/** What series and slice are called, whoever changes them. */
function follow(
  { top, image }: { top: Titlebar; image: Stage },
  { live, store }: Shared,
  signal: AbortSignal,
): void {
  const describe = () => {
    const { series } = store;
    const slice = `Slice ${live.now.index + 1} of ${series?.count ?? 1}`;
    const words = `${slice}, ${series ? titleOf(series) : ""}`;
    image.describe(series?.count === 0 ? "No image" : words);
  };
  store.on((news) => {
    if (news.kind !== "series") return;
    top.series(store.series);
    describe();
    if (store.series?.complete) live.renumber(store.current);
  }, signal);
  live.on((changed) => {
    if (changed.index !== undefined) describe();
  }, signal);
  top.series(store.series);
}
