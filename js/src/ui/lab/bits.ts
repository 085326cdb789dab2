// The word of one pixel, bit by bit: which are stored, which is the sign, which lie unused.
import type { Word } from "../../sync/messages.ts";
import { h } from "../dom.ts";

export interface Bits {
  el: HTMLElement;
  show(word: number | null, layout: Word | null): void;
}

export function bits(): Bits {
  const el = h("div", { class: "dw-bits", role: "img" });
  return {
    el,
    show(word, layout) {
      el.hidden = word === null || layout === null;
      if (word === null || layout === null) return;
      const cells: HTMLElement[] = [];
      for (let bit = layout.allocated - 1; bit >= 0; bit--) {
        const one = Math.floor(word / 2 ** bit) % 2 === 1;
        cells.push(
          h(
            "span",
            { class: `dw-bit dw-bit-${kindOf(bit, layout)}`, "data-bit": bit },
            one ? "1" : "0",
          ),
        );
      }
      el.replaceChildren(...cells);
      el.setAttribute(
        "aria-label",
        `Bits ${layout.allocated - 1} to 0: ${cells.map((cell) => cell.textContent).join("")}; ` +
          `stored are ${layout.high} to ${layout.high + 1 - layout.stored}`,
      );
    },
  };
}

function kindOf(bit: number, { stored, high, signed }: Word): "sign" | "stored" | "unused" {
  if (bit > high || bit <= high - stored) return "unused";
  return signed && bit === high ? "sign" : "stored";
}
