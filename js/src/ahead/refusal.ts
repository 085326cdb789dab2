// What stands in place of a widget that can't be unpacked.
import type { Widget } from "../sync/host.ts";
import { h } from "../ui/dom.ts";

/** `why` it can't be, and what to do. */
export function refusal(why: string, remedy: string): Widget {
  return {
    render({ el, signal }) {
      const message = h(
        "div",
        {
          class: "dicomwidgets dw-message",
          role: "alert",
          // Its sheet may travel in what can't be unpacked.
          style: "padding: 12px; border: 1px solid currentcolor",
        },
        h("div", { class: "dw-message-text" }, why),
        h("div", {}, remedy),
      );
      el.append(message);
      signal.addEventListener("abort", () => message.remove());
    },
  };
}
