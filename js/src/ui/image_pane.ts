// The image beside the table: a viewer that the kernel makes, one series at a time, which follows
// the slider in the browser and tells the kernel when the slider rests.
import { type AnyModel, type Host, listen } from "../sync/host.ts";
import type { PreviewImage } from "../sync/messages.ts";
import { KernelError, type Transport } from "../sync/transport.ts";
import { h } from "./dom.ts";
import { notice } from "./message.ts";

const UNCHANGED = [
  "Image: unchanged.",
  " The Basic Profile leaves the pixels as they are: before and after are the same, and text " +
    "burned into the image stays.",
] as const;
const CLEANED = [
  "Image: before.",
  " The Clean Pixel Data Option works on the files that are written; what it did to each stands in " +
    "the report.",
] as const;

export interface ImagePane {
  el: HTMLElement;
  /** Whether pixels are to be cleaned in what is written. */
  cleaned(on: boolean): void;
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
  const caption = h("figcaption", { class: "dw-image-caption" });
  const el = h("figure", { class: "dw-image-pane" }, room, caption);
  let shown: Shown | null = null;
  let at = 0;

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
  const cleaned = (on: boolean) => {
    const [strong, rest] = on ? CLEANED : UNCHANGED;
    caption.replaceChildren(h("strong", {}, strong), rest);
  };
  cleaned(false);
  return {
    el,
    cleaned,
    follow,
    show(image, index) {
      at = index;
      el.hidden = image === null;
      if (image === null) return forget();
      if (shown?.series === image.series) follow(index, false);
      else void open(image.series, index - image.frame);
    },
  };
}

function textOf(reason: unknown): string {
  if (reason instanceof KernelError) return reason.payload.message;
  return "This notebook program can't show a widget inside another: see the image with dicomwidgets.view(…).";
}
