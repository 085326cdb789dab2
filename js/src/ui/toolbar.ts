// Tool buttons: an icon, an accessible name, a tip with the shortcut.
import { h } from "./dom.ts";
import { type IconName, icon } from "./icons.ts";

export interface Tool {
  icon: IconName;
  label: string;
  /** The shortcut as the help sheet spells it. */
  key?: string;
  /** Words beside the icon, where the icon alone would be a riddle. */
  text?: string;
  /** A switch: it carries aria-pressed. */
  toggle?: boolean;
  run: (event: MouseEvent) => void;
}

export function toolButton(tool: Tool): HTMLButtonElement {
  const { label, key, text, run, toggle = false } = tool;
  return h(
    "button",
    {
      type: "button",
      class: text ? "dw-button dw-tool dw-tool-text" : "dw-button dw-tool",
      "aria-label": label,
      "aria-keyshortcuts": key && key.length === 1 ? key : null,
      "aria-pressed": toggle ? "false" : null,
      "data-tip": label,
      "data-tip-key": key,
      onclick: run,
    },
    icon(tool.icon),
    text,
  );
}

/** Buttons that belong together, without a gap between them. */
export function toolGroup(label: string, ...buttons: HTMLElement[]): HTMLElement {
  return h("div", { class: "dw-tool-group", role: "group", "aria-label": label }, ...buttons);
}
