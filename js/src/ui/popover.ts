// A button and the panel it opens. The browser closes it on Esc and on a click elsewhere, and
// lifts it above every clipping box without moving it out of `el`.
import { h } from "./dom.ts";

export interface Popover {
  /** Open it beside another element, where the button itself is out of sight. */
  open(beside: HTMLElement): void;
}

/** Tie `panel` to `button`; `fill` runs before the panel opens, `opened` when it is in its place. */
export function popover(
  button: HTMLButtonElement,
  panel: HTMLElement,
  signal: AbortSignal,
  { fill = () => {}, opened = () => {} } = {},
): Popover {
  let anchor: HTMLElement = button;
  panel.setAttribute("popover", "auto");
  panel.classList.add("dw-popover");
  button.setAttribute("aria-expanded", "false");
  button.popoverTargetElement = panel;
  const opening = ({ newState }: ToggleEvent) => {
    if (newState !== "open") return;
    fill();
    panel.style.visibility = "hidden";
  };
  const toggled = ({ newState }: ToggleEvent) => {
    button.setAttribute("aria-expanded", String(newState === "open"));
    if (newState === "open") {
      place(panel, anchor);
      panel.style.visibility = "";
      opened();
    } else anchor = button;
  };
  panel.addEventListener("beforetoggle", opening, { signal });
  panel.addEventListener("toggle", toggled, { signal });
  return {
    open(beside) {
      anchor = beside;
      panel.showPopover();
    },
  };
}

function place(panel: HTMLElement, button: HTMLElement): void {
  const anchor = button.getBoundingClientRect();
  const { width, height } = panel.getBoundingClientRect();
  const left = Math.max(8, Math.min(anchor.left, innerWidth - width - 8));
  const below = anchor.bottom + 4;
  const top = below + height > innerHeight - 8 ? Math.max(8, anchor.top - height - 4) : below;
  Object.assign(panel.style, { left: `${Math.round(left)}px`, top: `${Math.round(top)}px` });
}

/** A panel's heading. */
export function heading(text: string): HTMLElement {
  return h("div", { class: "dw-popover-heading", "aria-hidden": "true" }, text);
}
