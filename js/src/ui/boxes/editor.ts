// The image before and after, and the boxes drawn on it.
import type { Frames, GetRedactionResult, Rectangle, Scope } from "../../sync/preview_messages.ts";
import { askNewest, payloadOf, type Transport } from "../../sync/transport.ts";
import { h, setFlag, setText } from "../dom.ts";
import { icon } from "../icons.ts";
import { message } from "../message.ts";
import { gestures } from "./gestures.ts";
import { layer } from "./layer.ts";
import { boxList } from "./list.ts";
import { boxPicture, type Side } from "./picture.ts";
import { band } from "./rect.ts";

export interface BoxEditor {
  el: HTMLElement;
  /** Buttons, for the bar above. */
  tools: HTMLElement;
  side(side: Side): void;
  /** Ask for the image shown and what goes black in it. */
  load(): Promise<void>;
}

const ZOOMS = [1, 2, 4, 8];

export function boxEditor(transport: Transport, signal: AbortSignal): BoxEditor {
  let found: GetRedactionResult | null = null;
  let chosen: number | null = null;
  let moving: { id: number | null; rect: Rectangle } | null = null;
  let generation = 0;
  let zoom = 0;

  const above = layer();
  const picture = boxPicture(() => draw(), signal);
  picture.el.append(above.el);
  const note = h("p", { class: "dw-box-note", role: "status" });
  const trouble = h("div", {});
  const list = boxList({
    put: (id, rect, scope, frames) => void put(id, rect, scope, frames),
    drop: (id) => void ask("drop_box", { id }),
    choose: (id) => {
      choose(id);
      above.focus({ id, handle: null });
    },
  });
  const draws = h(
    "button",
    {
      class: "dw-button dw-draw",
      "aria-pressed": "false",
      "data-tip": "Draw with a finger; a mouse draws at any time",
      onclick: () => {
        const on = draws.getAttribute("aria-pressed") !== "true";
        setFlag(draws, "aria-pressed", on);
        setFlag(picture.el, "data-drawing", on);
      },
    },
    icon("rectangle"),
    "Draw",
  );
  const add = h(
    "button",
    {
      class: "dw-button",
      "data-tip": "A box across the top, to be moved and pulled",
      onclick: () => found && void put(null, band(image())),
    },
    "Add a box",
  );
  const undo = h("button", { class: "dw-button", onclick: () => void ask("undo_box", {}) }, "Undo");
  const larger = zoomButton("zoomIn", "Larger", 1);
  const smaller = zoomButton("zoomOut", "Smaller", -1);
  const tools = h(
    "div",
    { class: "dw-boxes-tools", role: "group", "aria-label": "Boxes" },
    draws,
    add,
    undo,
    h("span", { class: "dw-spring" }),
    smaller,
    larger,
  );
  const el = h("div", { class: "dw-boxes" }, picture.rooms, note, trouble, list.el);

  function zoomButton(name: "zoomIn" | "zoomOut", label: string, by: number): HTMLButtonElement {
    const press = () => {
      zoom = Math.min(Math.max(zoom + by, 0), ZOOMS.length - 1);
      larger.disabled = zoom === ZOOMS.length - 1;
      smaller.disabled = zoom === 0;
      picture.zoom(ZOOMS[zoom] ?? 1);
    };
    const props = { class: "dw-button", "aria-label": label, "data-tip": label, onclick: press };
    return h("button", props, icon(name));
  }
  smaller.disabled = true;

  const image = () => ({ width: found?.columns ?? 1, height: found?.rows ?? 1 });
  function draw(): void {
    if (found) above.show({ found, chosen, moving, size: picture.size });
  }
  function choose(id: number | null): void {
    chosen = id;
    draw();
    if (found) list.show(found, chosen);
  }
  function scopeOf(id: number | null): Scope {
    const scope = found?.boxes.find((box) => box.id === id)?.scope;
    return scope === "file" && id !== null ? "file" : "size";
  }
  const boxOf = (id: number | null) => found?.boxes.find((each) => each.id === id);
  async function put(
    id: number | null,
    rect: Rectangle,
    scope = scopeOf(id),
    frames: Frames = (id !== null && boxOf(id)?.frames) || null,
  ): Promise<void> {
    // At once on screen, before the kernel has answered.
    const box = boxOf(id);
    const before = box && { ...box };
    if (box) Object.assign(box, rect, { scope, frames });
    draw();
    const args = { id, ...rect, scope, frames };
    try {
      const { result } = await transport.request("put_box", args, { signal });
      chosen = result.id;
      trouble.replaceChildren();
    } catch (reason) {
      if (box && before) Object.assign(box, before);
      draw();
      failed(reason);
    }
  }
  async function ask(
    command: "drop_box" | "undo_box",
    args: { id: number } | Record<string, never>,
  ): Promise<void> {
    try {
      await transport.request(command, args as never, { signal });
      trouble.replaceChildren();
    } catch (reason) {
      failed(reason);
    }
  }
  function failed(reason: unknown): void {
    if (!signal.aborted) trouble.replaceChildren(message(payloadOf(reason)));
  }
  function show(next: GetRedactionResult, buffers: readonly DataView[]): void {
    const focused = above.el.matches(":focus-within");
    found = next;
    if (!found.boxes.some(({ id }) => id !== null && id === chosen)) chosen = null;
    picture.show(found, buffers);
    draw();
    list.show(found, chosen);
    if (focused && chosen !== null) above.focus({ id: chosen, handle: null });
    setFlag(el, "data-inactive", !found.active && found.boxes.length > 0);
    setText(note, words(found));
    undo.disabled = !found.undo;
  }

  gestures(
    picture.el,
    above,
    {
      image: () => found && image(),
      point(x, y) {
        const box = picture.el.getBoundingClientRect();
        const { width, height } = image();
        return [((x - box.left) / box.width) * width, ((y - box.top) / box.height) * height];
      },
      box: (id) => boxOf(id) ?? null,
      drawing: () => draws.getAttribute("aria-pressed") === "true",
      choose,
      move(state) {
        moving = state;
        draw();
      },
      put: (id, rect) => void put(id, rect),
      drop: (id) => void ask("drop_box", { id }),
      turn(id) {
        const box = boxOf(id);
        if (!found || !box || found.frames < 2) return;
        void put(id, box, undefined, box.frames ? null : [found.frame, found.frame]);
      },
    },
    signal,
  );
  return {
    el,
    tools,
    side(side) {
      picture.side(side);
      setFlag(el, "data-after", side === "after");
    },
    async load() {
      const mine = ++generation;
      try {
        const asked = { generation: mine, signal };
        const { result, buffers } = await askNewest(transport, "get_redaction", {}, asked);
        if (mine !== generation) return;
        trouble.replaceChildren();
        show(result, buffers);
      } catch (reason) {
        if (mine === generation) failed(reason);
      }
    },
  };
}

function words({ note, active, boxes, regions }: GetRedactionResult): string {
  if (!active && boxes.length > 0)
    return "Clean Pixel Data is switched off: boxes are kept here and not applied.";
  if (note) return note;
  if (regions.length > 0) return "";
  return "Nothing is blacked out. Draw a box over text that is burned into the image.";
}
