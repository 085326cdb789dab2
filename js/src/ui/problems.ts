// What could not be read or was left out, behind one small button.
import type { ErrorPayload, SeriesInfo } from "../sync/messages.ts";
import { h } from "./dom.ts";
import { heading, popover } from "./popover.ts";

export interface Problems {
  el: HTMLElement;
  show(info: Pick<SeriesInfo, "problems" | "skipped">): void;
}

export function problems(signal: AbortSignal): Problems {
  const button = h("button", { class: "dw-badge dw-badge-warning" });
  const panel = h("div", {
    class: "dw-problems",
    role: "dialog",
    "aria-label": "Problems",
    tabindex: "0",
  });
  const el = h("div", { hidden: true }, button);
  popover(button, () => panel, signal);
  return {
    el,
    show({ problems: list, skipped }) {
      el.hidden = list.length === 0 && skipped === 0;
      button.textContent = [
        list.length > 0 ? plural(list.length, "problem") : "",
        skipped > 0 ? `${skipped} skipped` : "",
      ]
        .filter(Boolean)
        .join(", ")
        .toUpperCase();
      button.className = list.length > 0 ? "dw-badge dw-badge-warning" : "dw-badge";
      panel.replaceChildren(
        heading("What could not be shown"),
        ...list.map(entry),
        skipped > 0
          ? h("div", { class: "dw-problem" }, `${plural(skipped, "file")} skipped: no DICOM.`)
          : "",
      );
    },
  };
}

function entry({ file, message, remedy }: ErrorPayload): HTMLElement {
  return h(
    "div",
    { class: "dw-problem" },
    file && h("div", { class: "dw-message-where" }, file),
    h("div", {}, message),
    remedy && h("div", { class: "dw-dim" }, remedy),
  );
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
