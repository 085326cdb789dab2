// The image before and after, as pictures from the kernel, and how large they are shown.
import { pictureOf } from "../../sync/buffers.ts";
import type { GetRedactionResult } from "../../sync/preview_messages.ts";
import { h, setFlag } from "../dom.ts";
import type { Size } from "../viewport.ts";

/** Room for the handles of a box at the image's edge, as the sheet has it. */
const EDGE = 6;

export type Side = "before" | "after" | "both";

export interface BoxPicture {
  /** The picture, with what lies above it. */
  el: HTMLElement;
  /** Its room, which scrolls where the picture is larger, and that of the other side. */
  rooms: HTMLElement;
  readonly size: Size;
  show(found: GetRedactionResult, buffers: readonly DataView[]): void;
  side(side: Side): void;
  /** So many times as large as fits. */
  zoom(times: number): void;
}

/** `resized` runs when the picture has another size on screen. */
export function boxPicture(resized: () => void, signal: AbortSignal): BoxPicture {
  const pictures = {
    before: h("img", { class: "dw-picture", alt: "The image as it is", draggable: "false" }),
    after: h("img", { class: "dw-picture", alt: "The image as written", draggable: "false" }),
  };
  const el = h("div", { class: "dw-boxes-picture" }, pictures.before, pictures.after);
  const room = h("div", { class: "dw-boxes-room" }, el);
  const beside = h("div", { class: "dw-boxes-beside" });
  const named = { role: "group", "aria-label": "As written", tabindex: "0" };
  const other = h("div", { class: "dw-boxes-room", hidden: true, ...named }, beside);
  const rooms = h("div", { class: "dw-boxes-rooms" }, room, other);
  const urls = new Map<keyof typeof pictures, string>();
  const size: Size = { width: 1, height: 1 };
  let found: GetRedactionResult | null = null;
  let times = 1;

  const forget = () => {
    for (const url of urls.values()) URL.revokeObjectURL(url);
    urls.clear();
  };
  const put = (side: keyof typeof pictures, buffer: DataView | undefined, k: number) => {
    const info = found?.buffers[k];
    if (!buffer || !info) return;
    const url = URL.createObjectURL(pictureOf(buffer, info));
    urls.set(side, url);
    pictures[side].src = url;
  };
  const sized = () => {
    if (!found || room.clientWidth === 0) return;
    const height = found.rows * found.aspect;
    const [across, down] = [room.clientWidth - 2 * EDGE, room.clientHeight - 2 * EDGE];
    const scale = Math.max(Math.min(across / found.columns, down / height), 0) * times;
    size.width = Math.max(1, Math.floor(found.columns * scale));
    size.height = Math.max(1, Math.floor(height * scale));
    for (const each of [el, beside]) {
      each.style.width = `${size.width}px`;
      each.style.height = `${size.height}px`;
      // Enlarged pixels are squares; a picture that is shrunk is smooth.
      setFlag(each, "data-enlarged", scale > 2);
    }
    resized();
  };
  // Both sides show the same part of the picture.
  const follow = (from: HTMLElement, to: HTMLElement) => () => {
    to.scrollLeft = from.scrollLeft;
    to.scrollTop = from.scrollTop;
  };
  room.addEventListener("scroll", follow(room, other), { signal });
  other.addEventListener("scroll", follow(other, room), { signal });
  const observer = new ResizeObserver(sized);
  observer.observe(room);
  signal.addEventListener(
    "abort",
    () => {
      observer.disconnect();
      forget();
    },
    { once: true },
  );
  return {
    el,
    rooms,
    size,
    show(next, buffers) {
      found = next;
      forget();
      put("before", buffers[0], 0);
      put("after", buffers[1] ?? buffers[0], buffers[1] ? 1 : 0);
      sized();
    },
    side(side) {
      setFlag(pictures.before, "hidden", side === "after");
      setFlag(pictures.after, "hidden", side === "before");
      setFlag(other, "hidden", side !== "both");
      if (side === "both") beside.append(pictures.after);
      else pictures.before.after(pictures.after);
    },
    zoom(next) {
      const { scrollLeft, scrollTop, clientWidth, clientHeight } = room;
      const by = next / times;
      times = next;
      sized();
      room.scrollLeft = (scrollLeft + clientWidth / 2) * by - clientWidth / 2;
      room.scrollTop = (scrollTop + clientHeight / 2) * by - clientHeight / 2;
    },
  };
}
