// The menu of windows: the file's own with their explanations, those of the modality, the data's.
import type { WindowPreset } from "../sync/messages.ts";
import { h } from "./dom.ts";
import { icon } from "./icons.ts";
import { heading, popover } from "./popover.ts";
import { numberText } from "./probe.ts";
import { toolButton } from "./toolbar.ts";

export interface PresetChoice {
  /** Null is "as the file says". */
  preset: WindowPreset | null;
  label: string;
  key?: string;
  detail: string;
}

export interface Presets {
  el: HTMLElement;
  readonly button: HTMLButtonElement;
  /** What the menu offers next time it opens. */
  offer(sections: () => PresetSection[]): void;
}

export interface PresetSection {
  title: string;
  choices: PresetChoice[];
}

export function detailOf({ center, width }: { center: number; width: number }): string {
  return `C ${numberText(center)}  W ${numberText(width)}`;
}

export function presets(
  pick: (preset: WindowPreset | null) => void,
  isCurrent: (preset: WindowPreset | null) => boolean,
  signal: AbortSignal,
): Presets {
  let sections: () => PresetSection[] = () => [];
  const button = toolButton({ icon: "presets", label: "Window presets", text: "Window", run() {} });
  button.setAttribute("aria-haspopup", "menu");
  button.dataset.tipKey = "1 … 9";
  button.append(icon("chevron"));
  const menu = h("div", { class: "dw-menu", role: "menu", "aria-label": "Window presets" });

  const item = ({ preset, label, key, detail }: PresetChoice) =>
    h(
      "button",
      {
        type: "button",
        class: "dw-menu-item",
        role: "menuitemradio",
        "aria-checked": String(isCurrent(preset)),
        tabindex: "-1",
        onclick: () => {
          menu.hidePopover();
          pick(preset);
        },
      },
      icon("check"),
      h("span", { class: "dw-menu-label" }, label),
      h("span", { class: "dw-menu-detail" }, detail),
      h("span", { class: key ? "dw-kbd" : "dw-kbd dw-kbd-none" }, key),
    );
  const fill = () => {
    menu.replaceChildren(
      ...sections()
        .filter(({ choices }) => choices.length > 0)
        .map(({ title, choices }) =>
          h("div", { role: "group", "aria-label": title }, heading(title), ...choices.map(item)),
        ),
    );
  };
  const focusCurrent = () => {
    const items = itemsOf(menu);
    (items.find((entry) => entry.ariaChecked === "true") ?? items[0])?.focus({
      focusVisible: true,
    } as FocusOptions);
  };
  popover(button, menu, signal, { fill, opened: focusCurrent });
  menu.addEventListener("keydown", (event) => walk(menu, event), { signal });
  return {
    el: h("div", { class: "dw-presets" }, button, menu),
    button,
    offer(next) {
      sections = next;
    },
  };
}

const itemsOf = (menu: HTMLElement) => [...menu.querySelectorAll<HTMLElement>(".dw-menu-item")];

function walk(menu: HTMLElement, event: KeyboardEvent): void {
  const items = itemsOf(menu);
  const at = items.findIndex((item) => item.matches(":focus"));
  const moves: Record<string, number> = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: (at + items.length - 1) % items.length,
    Home: 0,
    End: items.length - 1,
  };
  const to =
    moves[event.key] ??
    items.findIndex((item) => item.querySelector(".dw-kbd")?.textContent === event.key);
  if (to < 0 || !items[to]) return;
  event.preventDefault();
  event.stopPropagation();
  if (event.key in moves) items[to].focus();
  else items[to].click();
}
