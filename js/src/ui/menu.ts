// A menu behind a button: sections of things to do, of choices, of switches. Nothing of it is
// built before it opens.
import { h, setFlag } from "./dom.ts";
import { icon } from "./icons.ts";
import { heading, type Popover, popover } from "./popover.ts";

export interface MenuItem {
  label: string;
  run(): void;
  /** A choice, or a switch: whether it holds. */
  on?: boolean | undefined;
  /** A switch stands for itself, and the menu stays open; a choice is one of its section. */
  toggle?: boolean | undefined;
  /** The shortcut, which works in the menu too. */
  key?: string | undefined;
  /** On the right: values, a strip of colours. */
  detail?: string | Node | undefined;
  /** Before the label. */
  picture?: Node | undefined;
  disabled?: boolean | undefined;
}

export interface MenuSection {
  title: string;
  items: MenuItem[];
}

export type Menu = Popover;

/** Make `button` open what `sections` offers at that moment. */
export function menu(
  button: HTMLButtonElement,
  label: string,
  sections: () => MenuSection[],
  signal: AbortSignal,
): Menu {
  const make = () => {
    const panel = h("div", { class: "dw-menu", role: "menu", "aria-label": label });
    panel.addEventListener("keydown", (event) => walk(panel, event), { signal });
    return panel;
  };
  const fill = (panel: HTMLElement) =>
    panel.replaceChildren(...sections().filter(full).map(section));
  const opened = (panel: HTMLElement) => {
    const items = itemsOf(panel);
    focus(items.find((item) => item.ariaChecked === "true") ?? items[0]);
  };
  button.setAttribute("aria-haspopup", "menu");
  return popover(button, make, signal, { fill, opened });
}

const full = ({ items }: MenuSection) => items.length > 0;

function section({ title, items }: MenuSection): HTMLElement {
  return h("div", { role: "group", "aria-label": title }, heading(title), ...items.map(entry));
}

function entry({ label, run, on, toggle, key, detail, picture, disabled }: MenuItem) {
  const role = on === undefined ? "menuitem" : toggle ? "menuitemcheckbox" : "menuitemradio";
  const chosen = ({ currentTarget }: Event) => {
    const item = currentTarget as HTMLElement;
    if (toggle) setFlag(item, "aria-checked", item.ariaChecked !== "true");
    else item.closest<HTMLElement>("[popover]")?.hidePopover();
    run();
  };
  return h(
    "button",
    {
      class: "dw-menu-item",
      role,
      "aria-checked": on === undefined ? null : String(on),
      tabindex: "-1",
      disabled,
      onclick: chosen,
    },
    icon("check"),
    picture,
    h("span", { class: "dw-menu-label" }, label),
    h("span", { class: "dw-menu-detail" }, detail),
    h("span", { class: key ? "dw-kbd" : "dw-kbd dw-kbd-none" }, key),
  );
}

const itemsOf = (panel: HTMLElement) => [
  ...panel.querySelectorAll<HTMLElement>(".dw-menu-item:not(:disabled)"),
];

function focus(item: HTMLElement | undefined): void {
  const panel = item?.closest<HTMLElement>(".dw-menu");
  if (!item || !panel) return;
  // One item of a menu is a tab stop: a menu that scrolls needs one.
  for (const each of itemsOf(panel)) each.tabIndex = each === item ? 0 : -1;
  item.focus({ focusVisible: true } as FocusOptions);
}

function walk(panel: HTMLElement, event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const items = itemsOf(panel);
  const at = items.findIndex((item) => item.matches(":focus"));
  if (event.key === "Tab") panel.hidePopover();
  const moves: Record<string, number> = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: (at + items.length - 1) % items.length,
    Home: 0,
    End: items.length - 1,
  };
  const part = (item: HTMLElement, name: string) =>
    item.querySelector(`.dw-${name}`)?.textContent ?? "";
  const shortcut = items.find((item) => part(item, "kbd") === event.key);
  // Without a shortcut of that name a letter goes to the next label that begins with it.
  const letter = event.key.length === 1 ? event.key.toLowerCase() : "none";
  const named = [...items.slice(at + 1), ...items.slice(0, at + 1)].find((item) =>
    part(item, "menu-label").toLowerCase().startsWith(letter),
  );
  const to = items[moves[event.key] ?? -1] ?? shortcut ?? named;
  if (!to) return;
  event.preventDefault();
  event.stopPropagation();
  if (to === shortcut) to.click();
  else focus(to);
}
