// A button and the panel that it folds out below the bar, where it hides no row of the table.
import { h, setFlag } from "./dom.ts";

export interface FoldedPanel {
  button: HTMLButtonElement;
  el: HTMLElement;
}

let numbers = 0;

export function foldedPanel(label: string, ...content: (Node | string)[]): FoldedPanel {
  const id = `dw-fold-${Date.now().toString(36)}-${++numbers}`;
  const button = h(
    "button",
    { class: "dw-button", "aria-expanded": "false", "aria-controls": id },
    label,
  );
  const el = h(
    "section",
    { class: "dw-preview-panel", id, "aria-label": label, hidden: true },
    ...content,
  );
  const turn = (open: boolean) => {
    el.hidden = !open;
    setFlag(button, "aria-expanded", open);
  };
  button.addEventListener("click", () => {
    turn(el.matches("[hidden]"));
    if (!el.hidden) el.querySelector<HTMLElement>("input:not(:disabled)")?.focus();
  });
  el.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    turn(false);
    button.focus();
  });
  return { button, el };
}
