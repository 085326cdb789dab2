// How far the reading of a collection is, and the button that ends it.
import type { CollectionProgress } from "../../sync/browser_messages.ts";
import type { Transport } from "../../sync/transport.ts";
import { h, setText } from "../dom.ts";
import { notice } from "../message.ts";
import { readingText } from "./figures.ts";

export interface Reading {
  el: HTMLElement;
  show(progress: CollectionProgress): void;
}

export function reading(transport: Transport, signal: AbortSignal): Reading {
  const bar = h("progress", { class: "dw-shelf-progress", "aria-label": "Files read" });
  const words = h("span", { role: "status" });
  const stop = h("button", { class: "dw-button", onclick: () => void end() }, "Stop reading");
  const wait = h("div", { class: "dw-shelf-wait", hidden: true }, bar, words, stop);
  const after = h("div", { class: "dw-shelf-stopped", hidden: true });
  const end = async () => {
    stop.disabled = true;
    setText(stop, "Stopping…");
    await transport.request("cancel_loading", {}, { signal }).catch(() => {
      stop.disabled = false;
      setText(stop, "Stop reading");
    });
  };
  return {
    el: h("div", { class: "dw-shelf-reading" }, wait, after),
    show(progress) {
      const { done, total, loading, complete } = progress;
      const text = readingText(progress);
      wait.hidden = !loading;
      after.hidden = loading || complete || done === 0;
      if (!after.hidden && after.textContent !== text)
        after.replaceChildren(notice(text, "warning"));
      if (!loading) return;
      setText(words, text);
      if (total === null) bar.removeAttribute("value");
      else {
        bar.max = Math.max(total, 1);
        bar.value = done;
      }
    },
  };
}
