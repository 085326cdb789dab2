// What is done beside the elements: to pixels, bytes around them, preamble and file meta information.
import { h, setText } from "./dom.ts";

export interface Notes {
  el: HTMLElement;
  show(notes: readonly string[]): void;
}

export function previewNotes(): Notes {
  const head = h("summary", {});
  const list = h("ul", {});
  const el = h("details", { class: "dw-preview-notes", hidden: true }, head, list);
  return {
    el,
    show(notes) {
      el.hidden = notes.length === 0;
      const plural = notes.length === 1 ? "" : "s";
      setText(head, `${notes.length} note${plural} beside the elements`);
      list.replaceChildren(...notes.map((note) => h("li", {}, note)));
    },
  };
}
