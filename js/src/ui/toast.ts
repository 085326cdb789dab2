// A word on what has just happened; it goes by itself.
import { h, setText } from "./dom.ts";

const GONE_MS = 4000;

export function toast(signal: AbortSignal): { el: HTMLElement; say(text: string): void } {
  const el = h("div", { class: "dw-toast", role: "status" });
  let timer = 0;
  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  return {
    el,
    say(text) {
      setText(el, text);
      clearTimeout(timer);
      timer = window.setTimeout(() => setText(el, ""), GONE_MS);
    },
  };
}
