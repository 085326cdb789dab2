// A view of the display lab: the frame on one side, the stages that made it on the other.
import type { Window } from "../../display/window.ts";
import { defaultWindow } from "../../display/window.ts";
import type { Badge, FrameInfo, StageName } from "../../sync/messages.ts";
import type { LabTraits, State } from "../../sync/state.ts";
import type { Transport } from "../../sync/transport.ts";
import { badges } from "../badges.ts";
import { h, setAttribute, setFlag, setText } from "../dom.ts";
import { keyboard } from "../keyboard.ts";
import { lossLine } from "../loss.ts";
import { message } from "../message.ts";
import { positionText } from "../position.ts";
import { problems } from "../problems.ts";
import { slider } from "../slider.ts";
import { tooltips } from "../tooltip.ts";
import { type Card, card } from "./card.ts";
import { type ColorCards, colorCards } from "./color.ts";
import { type GreyCards, greyCards, type WindowChange } from "./grey.ts";
import { type Drawing, labPicture, type Pixel } from "./picture.ts";
import { pixelsOf } from "./pixel.ts";
import { type LabFrame, source } from "./source.ts";
import { TITLES } from "./text.ts";

export interface LabShared {
  traits: State<LabTraits>;
  transport: Transport;
}

/** What the file draws over its pixels is none of their stages. */
function notDrawn({ graphics = [] }: FrameInfo): Badge[] {
  const what = graphics.map(({ kind, text }) => `${kind} (${text})`).join(", ");
  const reason = `The lab shows what becomes of the pixels. Over them the file has: ${what}.`;
  return what ? [{ text: "NOT DRAWN HERE", reason, level: "info" }] : [];
}

/** Keys held down repeat: the kernel hears of the last. */
const REST_MS = 200;

export function lab({ traits, transport }: LabShared, el: HTMLElement, signal: AbortSignal): void {
  const off = new Set(traits.get("stages_off"));
  const chosen = {
    center: traits.get("window_center"),
    width: traits.get("window_width"),
    function: traits.get("voi_function"),
  };
  let pinned: Pixel | null = traits.get("pixel");
  let hovered: Pixel | null = null;
  let frame: LabFrame | null = null;
  let drawing: Drawing | null = null;
  let cards = new Map<StageName, Card>();
  let grey: GreyCards | null = null;
  let color: ColorCards | null = null;
  let kind = "";
  let timer = 0;

  const title = h("h2", { class: "dw-widget-title dw-lab-title" }, "Display lab");
  const remarks = badges();
  const trouble = problems(signal);
  const loss = lossLine(transport, "dw-lab-loss", signal);
  const reset = h(
    "button",
    {
      class: "dw-button",
      "data-tip": "All stages, the file's own window, the whole image",
      "data-tip-key": "r",
      onclick: () => resetAll(),
    },
    "Reset",
  );
  const picture = labPicture(
    {
      hover(pixel) {
        hovered = pixel;
        read();
      },
      pick(pixel, held) {
        hovered = null;
        pin(pixel, held);
      },
    },
    signal,
  );
  const wrong = h("div", { class: "dw-lab-wrong", role: "status", hidden: true });
  const failure = h("div", { class: "dw-lab-failure", hidden: true });
  const where = h("span", { class: "dw-lab-where" });
  const made = h("output", { class: "dw-lab-made" });
  const swatch = h("span", { class: "dw-lab-swatch", "aria-hidden": "true" });
  const walk = slider({ label: "Slice", min: 1, max: 1, step: 1, value: 1 }, signal);
  const position = h("span", { class: "dw-lab-position" });
  const walking = h("div", { class: "dw-lab-walk" }, walk.el, position);
  const list = h("ol", { class: "dw-lab-stages", "aria-label": "Stages of the display chain" });
  const from = source(traits, transport, () => arrived(), signal);

  function arrived(): void {
    const { series, error } = from;
    const count = series?.count ?? 0;
    walking.hidden = count < 2;
    walk.setRange(1, Math.max(count, 1), 1);
    walk.setUnit(count > 1 ? `of ${count}` : "");
    setText(title, series?.title ? `Display lab: ${series.title}` : "Display lab");
    trouble.show({ problems: series?.problems ?? [], skipped: series?.skipped ?? 0 });
    setFlag(failure, "hidden", !error);
    failure.replaceChildren(...(error ? [message(error)] : []));
    root.classList.toggle("dw-lab-failed", error !== null);
    if (from.frame === frame) {
      if (error) {
        blank();
      }
      return;
    }
    frame = from.frame;
    if (!frame) {
      blank();
      return;
    }
    remarks.show([...frame.info.badges, ...notDrawn(frame.info)]);
    setText(position, positionText(frame.info));
    walk.set(frame.info.index + 1);
    setAttribute(picture.canvas, "aria-label", `Slice ${frame.info.index + 1} of ${count}`);
    build(frame);
    show();
  }

  function blank(): void {
    frame = drawing = null;
    picture.draw(null);
  }

  /** Cards for what the frame's stages are. */
  function build({ stages, info }: LabFrame): void {
    const next = `${info.display.kind} ${stages.map(({ name }) => name)}`;
    if (next === kind) return;
    kind = next;
    cards = new Map(stages.map(({ name }, k) => [name, card(name, k + 1, () => toggle(name))]));
    list.replaceChildren(...[...cards.values()].map((each) => each.el));
    const colored = info.display.kind === "color";
    grey = colored ? null : greyCards(cards, { window: changeWindow }, signal);
    color = colored ? colorCards(cards) : null;
  }

  /** The chain as it stands now: cards, image, the sentence above it. */
  function show(): void {
    if (!frame) return;
    const { info, stages } = frame;
    // What does nothing in this file can't be missed.
    const left = stages.filter(({ name, acts }) => acts && off.has(name)).map(({ name }) => name);
    const out = new Set(left);
    for (const stage of stages) cards.get(stage.name)?.stage(stage, !out.has(stage.name));
    if (grey) {
      const chain = grey.show(frame, out, windowNow());
      const pixels = pixelsOf(frame, out);
      drawing = { info: { ...info, display: chain.display }, pixels, chain };
    } else if (color) drawing = color.show(frame, out);
    picture.draw(drawing);
    const words = left.map((name) => TITLES[name]).join(", ");
    setFlag(wrong, "hidden", left.length === 0);
    setText(wrong, words && `Without ${words}: not what the file says.`);
    read();
  }

  /** The numbers of the pixel under the pointer, else of the pinned one. */
  function read(): void {
    if (!frame) return;
    const pixel = hovered ?? pinnedIn(frame);
    const shown = grey?.pixel(pixel).shown ?? color?.pixel(pixel).shown ?? "";
    setText(where, `column ${pixel[0]}, row ${pixel[1]}`);
    setText(made, String(shown));
    swatch.style.background = `rgb(${typeof shown === "number" ? [shown, shown, shown] : shown})`;
    picture.pin(pinnedIn(frame));
  }

  function pinnedIn({ info }: LabFrame): Pixel {
    const [column, row] = pinned ?? [Math.floor(info.columns / 2), Math.floor(info.rows / 2)];
    return [Math.min(column, info.columns - 1), Math.min(row, info.rows - 1)];
  }

  function windowNow(): Window | null {
    if (!frame) return null;
    const { display } = frame.info;
    const own = defaultWindow(display) ?? defaultWindow({ ...display, voi_lut: null });
    const { center, width, function: name } = chosen;
    if (center === null && width === null && name === null) return null;
    return {
      center: center ?? own?.center ?? 0,
      width: width ?? own?.width ?? 1,
      function: name ?? own?.function ?? "LINEAR",
    };
  }

  function tell(when: "held" | "soon" | "now", values: () => Partial<LabTraits>): void {
    clearTimeout(timer);
    if (when === "held") return;
    const commit = () => traits.commit(values());
    if (when === "now") commit();
    else timer = window.setTimeout(commit, REST_MS);
  }
  const windowTraits = (): Partial<LabTraits> => ({
    window_center: chosen.center,
    window_width: chosen.width,
    voi_function: chosen.function,
  });
  function changeWindow(change: WindowChange, held: boolean): void {
    const now = windowNow() ?? (frame && defaultWindow(frame.info.display));
    const range = now ?? { center: 0, width: 1, function: "LINEAR" as const };
    Object.assign(chosen, range, change);
    if (!(chosen.width !== null && chosen.width > 0)) chosen.width = range.width;
    show();
    tell(held ? "held" : "now", windowTraits);
  }
  function pin(pixel: Pixel, held: boolean): void {
    pinned = pixel;
    read();
    tell(held ? "held" : "now", () => ({ pixel: pinned }));
  }
  function step(columns: number, rows: number): void {
    if (!frame) return;
    const [column, row] = pinnedIn(frame);
    const inside = (value: number, count: number) => Math.min(Math.max(value, 0), count - 1);
    hovered = null;
    pinned = [inside(column + columns, frame.info.columns), inside(row + rows, frame.info.rows)];
    read();
    tell("soon", () => ({ pixel: pinned }));
  }
  function toggle(name: StageName): void {
    const acts = frame?.stages.find((stage) => stage.name === name)?.acts ?? false;
    if (!off.delete(name) && acts) off.add(name);
    show();
    traits.commit({ stages_off: [...off] });
  }
  function resetAll(): void {
    off.clear();
    Object.assign(chosen, { center: null, width: null, function: null });
    picture.fit();
    show();
    traits.commit({ ...windowTraits(), stages_off: [] });
  }
  function go(index: number): void {
    const last = Math.max((from.series?.count ?? 1) - 1, 0);
    traits.commit({ index: Math.min(Math.max(index, 0), last) });
  }

  const root = h(
    "div",
    {
      class: "dicomwidgets dw-display-lab",
      role: "group",
      "aria-label": "Display lab",
      tabindex: "0",
    },
    h("div", { class: "dw-lab-bar" }, title, remarks.el, trouble.el, reset),
    loss,
    h(
      "div",
      { class: "dw-lab-body" },
      h(
        "div",
        { class: "dw-lab-image" },
        wrong,
        h("div", { class: "dw-lab-box" }, picture.el, failure),
        h("div", { class: "dw-lab-read" }, where, h("span", {}, "on the screen"), swatch, made),
      ),
      walking,
      list,
    ),
  );

  walk.onCommit((value) => go(Math.round(value) - 1));
  walk.onInput((value) => go(Math.round(value) - 1));
  const by = (columns: number, rows: number) => () => step(columns, rows);
  const numbered = [1, 2, 3, 4, 5, 6].map((k) => [
    String(k),
    () => {
      const name = frame?.stages[k - 1]?.name;
      if (name) toggle(name);
    },
  ]);
  keyboard(
    root,
    {
      ArrowLeft: by(-1, 0),
      ArrowRight: by(1, 0),
      ArrowUp: by(0, -1),
      ArrowDown: by(0, 1),
      "Shift+ArrowLeft": by(-10, 0),
      "Shift+ArrowRight": by(10, 0),
      "Shift+ArrowUp": by(0, -10),
      "Shift+ArrowDown": by(0, 10),
      PageUp: () => go(traits.get("index") - 1),
      PageDown: () => go(traits.get("index") + 1),
      "+": () => picture.zoom(1.5),
      "-": () => picture.zoom(1 / 1.5),
      f: () => picture.fit(),
      r: resetAll,
      ...Object.fromEntries(numbered),
    },
    signal,
  );
  traits.on(
    "stages_off",
    (names) => {
      if (names.length === off.size && names.every((name) => off.has(name))) return;
      off.clear();
      for (const name of names) off.add(name);
      show();
    },
    signal,
  );
  traits.on(
    "pixel",
    (pixel) => {
      pinned = pixel;
      read();
    },
    signal,
  );
  for (const [name, part] of [
    ["window_center", "center"],
    ["window_width", "width"],
    ["voi_function", "function"],
  ] as const) {
    traits.on(
      name,
      (value) => {
        if (chosen[part] === value) return;
        Object.assign(chosen, { [part]: value });
        show();
      },
      signal,
    );
  }
  tooltips(root, signal);
  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  signal.addEventListener("abort", () => root.remove(), { once: true });
  el.classList.add("dw-host");
  el.append(root);
  picture.mounted();
  arrived();
}
