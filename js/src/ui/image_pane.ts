// The image beside the table: a viewer that the kernel makes, one series at a time, which follows
// the slider in the browser and tells the kernel when the slider rests.
import { type AnyModel, type Host, listen } from "../sync/host.ts";
import type { PreviewImage } from "../sync/messages.ts";
import { KernelError, type Transport } from "../sync/transport.ts";
import { boxEditor } from "./boxes/editor.ts";
import type { Side } from "./boxes/picture.ts";
import { h, setFlag } from "./dom.ts";
import { keyboard } from "./keyboard.ts";
import { notice } from "./message.ts";

type View = "viewer" | Side;

const VIEWS: readonly (readonly [View, string, string])[] = [
  ["viewer", "Viewer", "The image as it is, to be looked through"],
  ["before", "Before", "The image as it is, with the boxes"],
  ["after", "After", "The image as it will be written"],
  ["both", "Both", "Before and after, side by side"],
];

export interface ImagePane {
  el: HTMLElement;
  /** The kernel is there: boxes can be drawn. */
  able(): void;
  /** What is decided about the image is another thing now. */
  redo(): void;
  /** Show the slice that stop `index` is, or nothing for a file without an image. */
  show(image: PreviewImage | null, index: number): void;
  /** The slider moves; `rests` when the kernel is to know. */
  follow(index: number, rests: boolean): void;
}

interface Shown {
  series: number;
  /** Stop of the series' first slice. */
  offset: number;
  model: AnyModel | null;
  gone: AbortController;
}

/** `moved` hears of a stop that the user chose in the image. */
export function imagePane(
  { transport, host }: { transport: Transport; host: Host },
  moved: (index: number) => void,
  signal: AbortSignal,
): ImagePane {
  const room = h("div", { class: "dw-image-room" });
  const editor = boxEditor(transport, signal);
  const tabs = new Map<View, HTMLElement>();
  for (const [view, label, tip] of VIEWS) {
    const props = { class: "dw-button", "data-tip": tip, onclick: () => turn(view) };
    tabs.set(view, h("button", props, label));
  }
  const pair = h(
    "div",
    { class: "dw-pair", role: "group", "aria-label": "Image" },
    ...tabs.values(),
  );
  const head = h("div", { class: "dw-image-head", hidden: true }, pair, editor.tools);
  const el = h("section", { class: "dw-image-pane", "aria-label": "Image" }, head, room, editor.el);
  let shown: Shown | null = null;
  let at = 0;
  let view: View = "viewer";
  /** The stop whose picture was asked for last. */
  let asked = -1;

  const turn = (to: View) => {
    const fresh = view === "viewer" && to !== "viewer";
    view = to;
    for (const [each, tab] of tabs) setFlag(tab, "aria-pressed", each === view);
    setFlag(room, "hidden", view !== "viewer");
    setFlag(editor.el, "hidden", view === "viewer");
    setFlag(editor.tools, "hidden", view === "viewer");
    setFlag(el, "data-boxes", view !== "viewer");
    setFlag(el, "data-both", view === "both");
    if (view !== "viewer") editor.side(view);
    if (fresh) void editor.load();
  };
  const redo = () => {
    if (view !== "viewer" && !el.matches("[hidden]")) void editor.load();
  };

  const wait = (text: string) => room.replaceChildren(h("p", { class: "dw-image-wait" }, text));
  const forget = () => {
    shown?.gone.abort();
    shown = null;
  };
  const follow = (index: number, rests: boolean) => {
    at = index;
    const model = shown?.model;
    if (!shown || !model) return;
    const slice = index - shown.offset;
    if (slice < 0 || slice >= (model.get<number>("count") || 1)) return;
    if (model.get("index") !== slice) model.set("index", slice);
    if (rests) model.save_changes();
  };
  const open = async (series: number, offset: number) => {
    forget();
    const mine: Shown = { series, offset, model: null, gone: new AbortController() };
    shown = mine;
    const until = mine.gone.signal;
    wait("Opening the image…");
    try {
      const pane = { kind: "series_viewer", selection: [] };
      const { result } = await transport.request("open_pane", pane);
      const [widget, model] = await Promise.all([
        host.getWidget(result.ref),
        host.getModel(result.ref).catch(() => null),
      ]);
      if (until.aborted) return;
      const inner = h("div", { class: "dw-image-inner" });
      room.replaceChildren(inner);
      await widget.render({ el: inner, signal: until });
      if (until.aborted) return;
      mine.model = model;
      if (model)
        listen(model, "change:index", () => heard(mine, model.get<number>("index")), until);
      follow(at, true);
    } catch (reason) {
      if (!until.aborted) room.replaceChildren(notice(textOf(reason), "warning"));
    }
  };
  const heard = (from: Shown, slice: number) => {
    const index = from.offset + slice;
    if (from !== shown || index === at) return;
    at = index;
    moved(index);
  };
  signal.addEventListener("abort", forget, { once: true });
  wait("Opening the image…");
  turn("viewer");
  // Look at the other side, wherever the focus is in the editor.
  for (const part of [head, editor.el])
    keyboard(part, { b: () => turn(view === "after" ? "before" : "after") }, signal);
  return {
    el,
    able: () => setFlag(head, "hidden", false),
    redo,
    follow,
    show(image, index) {
      const other = at !== index || el.matches("[hidden]");
      at = index;
      el.hidden = image === null;
      if (image === null) return forget();
      if (other || asked !== index) {
        asked = index;
        redo();
      }
      if (shown?.series === image.series) follow(index, false);
      else void open(image.series, index - image.frame);
    },
  };
}

function textOf(reason: unknown): string {
  if (reason instanceof KernelError) return reason.payload.message;
  return "This notebook program can't show a widget inside another: see the image with dicomwidgets.view(…).";
}
