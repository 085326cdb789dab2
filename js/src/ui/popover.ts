// A button and the panel it opens. The browser closes it on Esc and on a click elsewhere, and
// lifts it above every clipping box without moving it out of `el`.
import { h } from "./dom.ts";

export interface Popover {
  /** Open it beside another element, where the button itself is out of sight. */
  open(beside: HTMLElement): void;
}

type Does = (panel: HTMLElement) => void;
const nothing = () => {};

/** Tie a panel to `button`, made when it is opened first; `fill` runs before it
 * opens, `opened` when it is in its place: within the event, so that the next key is the panel's. */
export function popover(
  button: HTMLButtonElement,
  make: () => HTMLElement,
  signal: AbortSignal,
  { fill = nothing, opened = nothing }: { fill?: Does; opened?: Does } = {},
): Popover {
  let made: HTMLElement | null = null;
  let closed = new AbortController();
  const build = () => {
    const panel = make();
    panel.setAttribute("popover", "auto");
    panel.classList.add("dw-popover");
    const turns = ({ newState }: ToggleEvent) => {
      expanded(newState === "open");
      if (newState === "closed") closed.abort();
    };
    panel.addEventListener("beforetoggle", turns, { signal });
    // Not beside the button: where that is folded away nothing beside it would show.
    (button.closest(".dicomwidgets") ?? button.parentElement)?.append(panel);
    // By this the browser knows that a press on the button is no press elsewhere.
    button.popoverTargetElement = panel;
    return panel;
  };
  const expanded = (on: boolean) => button.setAttribute("aria-expanded", String(on));
  const open = (beside: HTMLElement) => {
    made ??= build();
    fill(made);
    made.showPopover();
    place(made, beside);
    closed.abort();
    closed = new AbortController();
    stay(made, beside, AbortSignal.any([signal, closed.signal]));
    opened(made);
  };
  const clicked = (event: Event) => {
    event.preventDefault();
    if (made?.matches(":popover-open")) made.hidePopover();
    else open(button);
  };
  expanded(false);
  button.addEventListener("click", clicked, { signal });
  return { open };
}

/** Keep a panel beside what opened it while the notebook scrolls; close it where that is gone. */
function stay(panel: HTMLElement, beside: HTMLElement, signal: AbortSignal): void {
  const moved = ({ target }: Event) => {
    if (target instanceof Node && panel.contains(target)) return;
    const { top, bottom } = beside.getBoundingClientRect();
    if (bottom < 0 || top > innerHeight) panel.hidePopover();
    else place(panel, beside);
  };
  addEventListener("scroll", moved, { capture: true, passive: true, signal });
}

export function place(panel: HTMLElement, button: HTMLElement): void {
  const anchor = button.getBoundingClientRect();
  // As wide as it would be with the whole page to its right.
  Object.assign(panel.style, { left: "0", top: "0" });
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
