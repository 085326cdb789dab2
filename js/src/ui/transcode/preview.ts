// A view of TranscodePreview: a frame before and after, what differs, and what it costs.
import { difference } from "../../display/difference.ts";
import { type Pixels, pixelsOf } from "../../sync/buffers.ts";
import type { ErrorPayload, FrameDisplay } from "../../sync/messages.ts";
import type { State, TranscodeTraits } from "../../sync/state.ts";
import type { GetTrialResult } from "../../sync/transcode_messages.ts";
import { payloadOf, type Transport } from "../../sync/transport.ts";
import { badges } from "../badges.ts";
import { copyCode } from "../code.ts";
import { h, setFlag, setText } from "../dom.ts";
import { fetchFrame, frameByFrame, type WholeFrame } from "../frame_by_frame.ts";
import { keyboard } from "../keyboard.ts";
import { lossLine } from "../loss.ts";
import { message } from "../message.ts";
import { positionText } from "../position.ts";
import { problems } from "../problems.ts";
import { slider } from "../slider.ts";
import { toast } from "../toast.ts";
import { tooltips } from "../tooltip.ts";
import { type Range, shownWindow, startWindow, valueRange, widen } from "../windowing.ts";
import { contest } from "./all.ts";
import { type Choice, choiceControls } from "./choice.ts";
import { facts } from "./facts.ts";
import { trialPictures } from "./pictures.ts";

export interface TranscodeShared {
  traits: State<TranscodeTraits>;
  transport: Transport;
}

const REST_MS = 200;

/** What came back of a frame. */
interface Tried {
  frame: WholeFrame;
  facts: GetTrialResult;
  pixels: Pixels;
}

export function transcodePreview(
  { traits, transport }: TranscodeShared,
  el: HTMLElement,
  signal: AbortSignal,
): void {
  let frame: WholeFrame | null = null;
  let tried: Tried | null = null;
  let range: Range | null = null;
  let asking = false;
  /** Another choice is to be tried when the one under way has come back. */
  let again = false;
  let timer = 0;
  let held: Pick<TranscodeTraits, "window_center" | "window_width"> | null = null;

  const title = h("h2", { class: "dw-widget-title" }, "Transcoding");
  const remarks = badges();
  const trouble = problems(signal);
  const loss = lossLine(transport, "dw-trial-lost", signal);
  const bread = toast(signal);
  const copy = h(
    "button",
    { class: "dw-button", hidden: !transport.can("get_code"), onclick: copied },
    "Copy as Python",
  );
  const choice = choiceControls(chosen, signal);
  const failure = h("div", { class: "dw-trial-failure", hidden: true });
  const pictures = trialPictures(signal);
  const views = (["side", "swipe"] as const).map((view) =>
    h(
      "button",
      { class: "dw-button", onclick: () => look(view) },
      view === "side" ? "Side by side" : "Swipe",
    ),
  );
  const walk = slider({ label: "Slice", min: 1, max: 1, step: 1, value: 1 }, signal);
  const position = h("span", { class: "dw-trial-position" });
  const walking = h("div", { class: "dw-trial-walk" }, walk.el, position);
  const open = { open: true, format: (value: number) => String(Number(value.toPrecision(6))) };
  const center = slider({ label: "Center", min: 0, max: 1, step: 1, value: 0, ...open }, signal);
  const width = slider({ label: "Width", min: 1, max: 2, step: 1, value: 1, ...open }, signal);
  const windowing = h("div", { class: "dw-trial-window" }, center.el, width.el);
  const told = facts();
  const all = contest(transport, (to) => chosenOf(to), signal);

  const from = frameByFrame<WholeFrame>(
    traits,
    transport,
    {
      ask: (index) => fetchFrame(transport, index, signal),
      bytes: ({ pixels }) => 2 * pixels.byteLength,
      changed: () => arrived(),
    },
    signal,
  );

  function arrived(): void {
    const { series, error } = from;
    const count = series?.count ?? 0;
    walking.hidden = count < 2;
    walk.setRange(1, Math.max(count, 1), 1);
    walk.setUnit(count > 1 ? `of ${count}` : "");
    setText(title, series?.title ? `Transcoding: ${series.title}` : "Transcoding");
    trouble.show({ problems: series?.problems ?? [], skipped: series?.skipped ?? 0 });
    if (error) fail(error);
    if (from.frame === frame) return;
    const other = from.frame?.pixels !== frame?.pixels;
    frame = from.frame;
    if (!frame) return;
    remarks.show(frame.info.badges);
    setText(position, positionText(frame.info));
    walk.set(frame.info.index + 1);
    const { display } = frame.info;
    range = widen(range, valueRange(frame.pixels, display) ?? [0, 1], display.bits_stored <= 16);
    if (other) {
      tried = null;
      all.frame(frame.info.index);
      attempt();
    }
    draw();
  }

  function fail(error: ErrorPayload | null): void {
    setFlag(failure, "hidden", !error);
    failure.replaceChildren(...(error ? [message(error)] : []));
    pictures.failed(error !== null);
  }

  /** Try what is chosen; one at a time, and then the newest. */
  function attempt(): void {
    const { to, parameter, amount } = choiceNow();
    if (!frame) return;
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    told.show(null);
    const mine = frame;
    const args = { index: mine.info.index, to, parameter, amount, pixels: true };
    transport
      .request("get_trial", args, { signal })
      .then(async ({ result, buffers }) => {
        const [described, buffer] = [result.buffers[0], buffers[0]];
        if (!described || !buffer || mine !== frame) return;
        tried = { frame: mine, facts: result, pixels: await pixelsOf(buffer, described) };
        fail(null);
        told.show(result, choice.name(to));
        draw();
      })
      .catch((reason) => {
        if (signal.aborted || mine !== frame) return;
        tried = null;
        draw();
        fail(payloadOf(reason));
      })
      .finally(() => {
        asking = false;
        if (signal.aborted || (!again && mine === frame)) return;
        again = false;
        attempt();
      });
  }

  function draw(): void {
    if (!frame) {
      pictures.draw(null);
      return;
    }
    const { info } = frame;
    const grey = info.display.kind === "grey";
    const window = windowNow(info.display);
    setFlag(windowing, "hidden", !grey);
    if (grey && range) {
      center.setRange(range.low, range.high, range.step);
      width.setRange(range.step, range.high - range.low, range.step);
      for (const each of [center, width]) each.setUnit(info.display.unit);
      const start = startWindow(info.display, shownTraits(), range);
      center.set(start.center);
      width.set(start.width);
    }
    const after = tried?.frame === frame ? tried : null;
    pictures.draw({
      info,
      window,
      before: frame.pixels,
      after: after && {
        pixels: after.pixels,
        facts: after.facts,
        difference: differenceOf(after),
      },
    });
  }

  const kept = new WeakMap<Tried, ReturnType<typeof difference>>();
  function differenceOf(of: Tried): ReturnType<typeof difference> {
    const there = kept.get(of);
    if (there) return there;
    const made = difference(of.frame.pixels, of.pixels, of.frame.info.samples);
    kept.set(of, made);
    return made;
  }

  const shownTraits = () => ({
    window_center: held ? held.window_center : traits.get("window_center"),
    window_width: held ? held.window_width : traits.get("window_width"),
    voi_function: traits.get("voi_function"),
  });
  function windowNow(display: FrameDisplay) {
    return display.kind === "grey" ? shownWindow(display, shownTraits()) : null;
  }
  function windowBy(values: { center?: number; width?: number }, holding: boolean): void {
    if (!frame || !range) return;
    const now = startWindow(frame.info.display, shownTraits(), range);
    const to = { ...now, ...values };
    held = { window_center: to.center, window_width: Math.max(to.width, range.step) };
    draw();
    if (holding) return;
    const done = held;
    held = null;
    traits.commit(done);
  }

  function choiceNow(): Choice {
    return (
      live ?? {
        to: traits.get("to"),
        parameter: traits.get("parameter"),
        amount: traits.get("amount"),
      }
    );
  }
  /** While a thumb is held the traits wait. */
  let live: Choice | null = null;
  function chosen(to: Choice, holding: boolean): void {
    live = to;
    attempt();
    if (holding) return;
    traits.commit({ ...to });
    live = null;
  }
  function chosenOf(to: string): void {
    const next = { to, parameter: null, amount: null };
    choice.show(next);
    chosen(next, false);
  }
  function look(view: "side" | "swipe"): void {
    traits.commit({ view });
    turned();
  }
  function turned(): void {
    const view = traits.get("view");
    views.forEach((button, place) => {
      setFlag(button, "aria-pressed", (place === 0) === (view === "side"));
    });
    pictures.swipe(view === "swipe");
  }
  function go(index: number): void {
    const last = Math.max((from.series?.count ?? 1) - 1, 0);
    traits.commit({ index: Math.min(Math.max(index, 0), last) });
  }
  function soon(index: number): void {
    clearTimeout(timer);
    timer = window.setTimeout(() => go(index), REST_MS);
  }
  function copied(): void {
    void copyCode(transport, root, bread.say);
  }

  walk.onInput((value) => soon(Math.round(value) - 1));
  walk.onCommit((value) => {
    clearTimeout(timer);
    go(Math.round(value) - 1);
  });
  center.onInput((value) => windowBy({ center: value }, true));
  center.onCommit((value) => windowBy({ center: value }, false));
  width.onInput((value) => windowBy({ width: value }, true));
  width.onCommit((value) => windowBy({ width: value }, false));

  const root = h(
    "div",
    {
      class: "dicomwidgets dw-transcode-preview",
      role: "group",
      "aria-label": "Transcoding preview",
      tabindex: "0",
    },
    h("div", { class: "dw-trial-head" }, title, remarks.el, trouble.el, copy),
    loss,
    h(
      "div",
      { class: "dw-trial-tools" },
      choice.el,
      h("div", { class: "dw-pair", role: "group", "aria-label": "Show" }, ...views),
    ),
    h("div", { class: "dw-trial-room" }, pictures.el, failure),
    h("div", { class: "dw-trial-sliders" }, walking, windowing),
    told.el,
    all.el,
    bread.el,
  );
  keyboard(
    root,
    {
      PageUp: () => go(traits.get("index") - 1),
      PageDown: () => go(traits.get("index") + 1),
      "+": () => pictures.zoom(1.5),
      "-": () => pictures.zoom(1 / 1.5),
      f: () => pictures.fit(),
      s: () => look(traits.get("view") === "side" ? "swipe" : "side"),
      ArrowLeft: () => pictures.divide(-0.02),
      ArrowRight: () => pictures.divide(0.02),
    },
    signal,
  );
  const follow = () => {
    if (live) return;
    choice.show(choiceNow());
    attempt();
  };
  for (const name of ["to", "parameter", "amount"] as const) traits.on(name, follow, signal);
  for (const name of ["window_center", "window_width", "voi_function"] as const)
    traits.on(name, draw, signal);
  traits.on("view", turned, signal);
  transport
    .request("get_syntaxes", {}, { signal })
    .then(({ result }) => {
      choice.offer(result.syntaxes);
      all.offer(result.syntaxes);
      choice.show(choiceNow());
    })
    .catch((reason) => signal.aborted || fail(payloadOf(reason)));
  tooltips(root, signal);
  signal.addEventListener(
    "abort",
    () => {
      clearTimeout(timer);
      root.remove();
    },
    { once: true },
  );
  el.classList.add("dw-host");
  el.append(root);
  pictures.mounted();
  turned();
  arrived();
}
