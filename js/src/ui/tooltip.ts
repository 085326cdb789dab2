// One tip for the whole widget: whatever carries data-tip says it on hover and on focus.
// A popover stands above every clipping box of the notebook without leaving `el`.
import { h } from "./dom.ts";

const DELAY_MS = 250;

/** Show the tips of everything below `root`; `data-tip-key` adds the shortcut. */
export function tooltips(root: HTMLElement, signal: AbortSignal): void {
  const tip = h("div", { class: "dw-tip", popover: "manual", "aria-hidden": "true" });
  let owner: HTMLElement | null = null;
  let timer = 0;
  root.append(tip);
  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });

  const show = (target: EventTarget | null) => {
    const next = target instanceof Element ? target.closest<HTMLElement>("[data-tip]") : null;
    if (next === owner) return;
    owner = next;
    clearTimeout(timer);
    if (tip.matches(":popover-open")) tip.hidePopover();
    if (owner?.dataset.tip) timer = window.setTimeout(open, DELAY_MS);
  };
  const open = () => {
    if (!owner?.dataset.tip || !owner.isConnected) return;
    const key = owner.dataset.tipKey;
    tip.replaceChildren(
      owner.dataset.tip,
      ...(key ? ["  ", h("span", { class: "dw-kbd" }, key)] : []),
    );
    tip.showPopover();
    place(tip, owner);
  };
  const hide = () => {
    owner = null;
    clearTimeout(timer);
    if (tip.matches(":popover-open")) tip.hidePopover();
  };
  root.addEventListener(
    "pointerover",
    (event) => event.pointerType !== "touch" && show(event.target),
    { signal },
  );
  root.addEventListener("pointerleave", hide, { signal });
  root.addEventListener("pointerdown", hide, { signal });
  root.addEventListener(
    "focusin",
    (event) => {
      if (event.target instanceof Element && event.target.matches(":focus-visible"))
        show(event.target);
    },
    { signal },
  );
  root.addEventListener("focusout", hide, { signal });
  root.addEventListener("wheel", hide, { signal, passive: true });
}

function place(tip: HTMLElement, owner: HTMLElement): void {
  const anchor = owner.getBoundingClientRect();
  Object.assign(tip.style, { left: "0", top: "0" });
  const { width, height } = tip.getBoundingClientRect();
  const left = Math.min(
    Math.max(anchor.left + anchor.width / 2 - width / 2, 8),
    innerWidth - width - 8,
  );
  const below = anchor.bottom + 6;
  const top = below + height > innerHeight - 4 ? anchor.top - height - 6 : below;
  Object.assign(tip.style, { left: `${Math.round(left)}px`, top: `${Math.round(top)}px` });
}
