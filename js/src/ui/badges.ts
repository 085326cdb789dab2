// Short remarks on the image; the reason opens on hover and on focus (ui/tooltip.ts).
import type { Badge } from "../sync/messages.ts";
import { h } from "./dom.ts";

/** One badge: a button so that the keyboard reaches its reason. */
export function badge({ text, reason, level }: Badge): HTMLElement {
  return h(
    "button",
    {
      class: `dw-badge dw-badge-${level}`,
      "aria-label": reason ? `${text}: ${reason}` : text,
      "data-tip": reason,
    },
    text,
  );
}

export interface Badges {
  el: HTMLElement;
  show(badges: readonly Badge[]): void;
}

/** A row of badges that is only rebuilt when it says something else. */
export function badges(): Badges {
  const el = h("div", { class: "dw-badges", role: "group", "aria-label": "Remarks" });
  let shown = "";
  return {
    el,
    show(list) {
      const next = JSON.stringify(list);
      if (next === shown) return;
      shown = next;
      el.replaceChildren(...list.map(badge));
      el.hidden = list.length === 0;
    },
  };
}
