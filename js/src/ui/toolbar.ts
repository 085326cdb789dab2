// The tools in a line, from a table: buttons, switches, menus. What has no room in the line stands
// in the menu "More".
import { h, setFlag } from "./dom.ts";
import { type Foldable, fold } from "./folding.ts";
import { type IconName, icon, setIcon } from "./icons.ts";
import { type Menu, type MenuItem, type MenuSection, menu } from "./menu.ts";

export interface Tool {
  icon: IconName | (() => IconName);
  /** The accessible name, the tip, the line in the menu and, with a key, on the help sheet. */
  label: string;
  /** The shortcut as `KeyboardEvent.key` names it; it works without a further word. */
  key?: string;
  /** The way the tip shows instead of `key`. */
  hint?: string;
  /** Words beside the icon, where the icon alone would be a riddle. */
  text?: string;
  run?: () => void;
  /** A switch: whether it is on. */
  on?: () => boolean;
  /** A menu in place of `run`. */
  menu?: () => MenuSection[];
  /** What the key of a menu does: its next entry. */
  cycle?: () => void;
  disabled?: () => boolean;
  /** Not for this image: no button, no line in the menu. */
  absent?: () => boolean;
  /** 0 goes first into "More" where there is no room, 2 last; 1 by default. */
  stays?: 0 | 1 | 2;
}

export interface ToolGroup {
  label: string;
  tools: Tool[];
}

export interface Toolbar {
  el: HTMLElement;
  /** Ask every tool whether it is on, disabled, absent. */
  update(): void;
  /** There is room for a line of so many CSS pixels. */
  fit(room: number): void;
}

interface Entry {
  tool: Tool;
  button: HTMLButtonElement;
  menu: Menu | null;
  gone: boolean;
}

/** Between groups, in CSS pixels. */
const GAP = 8;

export function toolbar(groups: ToolGroup[], signal: AbortSignal): Toolbar {
  const entries: Entry[] = [];
  const add = (tool: Tool) => {
    const button = toolButton(tool);
    const entry: Entry = { tool, button, menu: null, gone: false };
    if (tool.menu) entry.menu = menu(button, tool.label, tool.menu, signal);
    entries.push(entry);
    return button;
  };
  const more = toolButton({ icon: "more", label: "More tools", menu: () => [] });
  const boxes = groups.map(({ label, tools }) => toolGroup(label, ...tools.map(add)));
  const el = h("div", { class: "dw-tools" }, ...boxes, more);
  let hidden: readonly Entry[] = [];
  menu(
    more,
    "More tools",
    () => [{ title: "More", items: hidden.map((entry) => line(entry, more)) }],
    signal,
  );
  const hide = (set: ReadonlySet<Entry>, words: boolean) => {
    hidden = entries.filter((entry) => set.has(entry) && !entry.gone);
    more.hidden = hidden.length === 0;
    el.classList.toggle("dw-tools-bare", !words);
    for (const entry of entries) entry.button.hidden = entry.gone || set.has(entry);
    boxes.forEach((box) => {
      box.hidden = [...box.querySelectorAll<HTMLElement>(".dw-tool")].every((each) => each.hidden);
    });
  };
  let room = 0;
  const measure = () => {
    if (room === 0) return;
    hide(new Set(), true);
    more.hidden = false;
    const here = entries.filter(({ gone }) => !gone);
    const parts = here.map(foldable);
    const gaps = (boxes.length - 1) * GAP;
    const { words, hidden: out } = fold(parts, room - gaps, more.offsetWidth + GAP);
    hide(new Set(here.filter((_, at) => out.has(at))), words);
  };
  const update = () => {
    let moved = false;
    for (const entry of entries) {
      const { tool, button } = entry;
      const gone = tool.absent?.() ?? false;
      moved ||= gone !== entry.gone;
      entry.gone = gone;
      if (tool.on) setFlag(button, "aria-pressed", tool.on());
      if (tool.disabled) setFlag(button, "disabled", tool.disabled());
      if (typeof tool.icon === "function") setIcon(button.firstElementChild, tool.icon());
    }
    if (moved) measure();
  };
  more.hidden = true;
  return {
    el,
    update,
    fit(next) {
      if (next === room) return;
      room = next;
      measure();
    },
  };
}

export function toolButton(tool: Tool): HTMLButtonElement {
  const { label, key, hint, text, run, on } = tool;
  const shown = typeof tool.icon === "function" ? tool.icon() : tool.icon;
  return h(
    "button",
    {
      class: text ? "dw-button dw-tool dw-tool-text" : "dw-button dw-tool",
      "aria-label": label,
      "aria-keyshortcuts": key ? keyName(key) : null,
      "aria-pressed": on ? "false" : null,
      "data-tip": label,
      "data-tip-key": hint ?? key,
      onclick: run,
    },
    icon(shown),
    text && h("span", { class: "dw-tool-words" }, text),
    tool.menu && text && icon("chevron"),
  );
}

/** Buttons that belong together, without a gap between them. */
export function toolGroup(label: string, ...buttons: HTMLElement[]): HTMLElement {
  return h("div", { class: "dw-tool-group", role: "group", "aria-label": label }, ...buttons);
}

function keyName(key: string): string {
  return /^[A-Z]$/.test(key) ? `Shift+${key}` : key;
}

/** A tool as a line of the menu "More"; the menu of a tool opens in its place. */
function line({ tool, menu: own }: Entry, more: HTMLElement): MenuItem {
  const { label, key, run, on } = tool;
  return {
    label: own ? `${label} …` : label,
    key,
    run: () => (own ? own.open(more) : run?.()),
    on: on?.(),
    toggle: on !== undefined,
    disabled: tool.disabled?.(),
  };
}

function foldable({ tool: { stays = 1 }, button }: Entry): Foldable {
  const words = button.querySelector<HTMLElement>(".dw-tool-words");
  return { width: button.offsetWidth, words: words ? words.offsetWidth + 6 : 0, stays };
}
