// While many files are read: how far it is, and a button that ends it.
import type { Transport } from "../../sync/transport.ts";
import { h, setText } from "../dom.ts";

export interface Reading {
  el: HTMLElement;
  show(busy: boolean): void;
}

export function reading(transport: Transport, signal: AbortSignal): Reading {
  const words = h("span", { role: "status" }, "Reading …");
  const bar = h("progress", { class: "dw-diff-progress", "aria-label": "Headers read" });
  const stop = h("button", { class: "dw-button", onclick: end }, "Stop");
  const el = h("div", { class: "dw-diff-wait", hidden: true }, bar, words, stop);
  function end(): void {
    stop.disabled = true;
    transport.request("stop_reading", {}, { signal }).catch(() => {
      stop.disabled = false;
    });
  }
  transport.on(
    "progress",
    ({ done, total, what }) => {
      setText(words, `${what}: ${done}${total === null ? "" : ` of ${total}`}`);
      if (total === null) return;
      bar.max = total;
      bar.value = done;
    },
    signal,
  );
  return {
    el,
    show(busy) {
      el.hidden = !busy;
    },
  };
}
