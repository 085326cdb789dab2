// The small pictures of series, as elements that rows and tiles hold: asked for while they are on
// screen, kept for a while after, their blobs given back when they go.
import { pictureOf } from "../../sync/buffers.ts";
import type { Transport } from "../../sync/transport.ts";
import { h } from "../dom.ts";
import { sign } from "./signs.ts";
import { thumbnailQueue } from "./thumbnail_queue.ts";

export interface Thumbnails {
  /** The picture of a row; the same element each time, as long as it is kept. */
  of(id: number): HTMLElement;
  /** The collection has grown: the middle of a series may be another. */
  renew(): void;
}

interface Kept {
  el: HTMLElement;
  url: string;
}

/** 128 × 128 pixels in colour, of each: 20 MB at most. */
const MOST = 300;

export function thumbnails(transport: Transport, signal: AbortSignal): Thumbnails {
  const kept = new Map<number, Kept>();
  const queue = thumbnailQueue({ ask }, signal);
  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const id = Number((target as HTMLElement).dataset.id);
      if (isIntersecting) queue.want(id);
      else queue.drop(id);
    }
  });

  async function ask(series: number[], gone: AbortSignal): Promise<void> {
    const args = { series };
    const { result, buffers } = await transport.request("get_thumbnails", args, { signal: gone });
    for (const { series: id, error } of result.errors) refuse(id, error.message);
    for (const [k, id] of result.series.entries()) {
      const [buffer, described] = [buffers[k], result.buffers[k]];
      if (buffer && described) put(id, pictureOf(buffer, described));
    }
  }
  const put = (id: number, blob: Blob) => {
    const one = kept.get(id);
    if (!one) return;
    URL.revokeObjectURL(one.url);
    one.url = URL.createObjectURL(blob);
    one.el.title = "";
    one.el.replaceChildren(h("img", { src: one.url, alt: "", decoding: "async" }));
  };
  const refuse = (id: number, why: string) => {
    const one = kept.get(id);
    if (!one || one.url) return;
    one.el.title = why;
    one.el.replaceChildren(sign("none"));
  };
  const release = (id: number, { el, url }: Kept) => {
    watcher.unobserve(el);
    queue.drop(id);
    queue.forget(id);
    URL.revokeObjectURL(url);
    kept.delete(id);
  };
  const tidy = () => {
    for (const [id, one] of kept) {
      if (kept.size <= MOST) return;
      if (!one.el.isConnected) release(id, one);
    }
  };
  signal.addEventListener(
    "abort",
    () => {
      watcher.disconnect();
      for (const { url } of kept.values()) URL.revokeObjectURL(url);
    },
    { once: true },
  );
  return {
    of(id) {
      let one = kept.get(id);
      if (!one) {
        one = { el: h("span", { class: "dw-thumb", "data-id": id }), url: "" };
        watcher.observe(one.el);
      }
      // The one that was looked at last stays longest.
      kept.delete(id);
      kept.set(id, one);
      if (kept.size > MOST) tidy();
      return one.el;
    },
    renew: () => queue.renew(),
  };
}
