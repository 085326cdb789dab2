// The panel beside the table: what is told of the current row, a tab for each kind of telling.
//
//   const side = sidePanel([element, bytes], signal, { onClose: () => rows.focus() });
//   root.append(side.el); side.show(row); side.open();
//
// A tab is made when it is opened first; hidden ones hear of no row. Sheet: styles/side.css.
import type { Row } from "../../sync/messages.ts";
import { h, setAttribute, setFlag } from "../dom.ts";
import { icon } from "../icons.ts";
import { splitter } from "../splitter.ts";

export interface SideTab {
  key: string;
  label: string;
  mount(el: HTMLElement, signal: AbortSignal): SideContent;
}

export interface SideContent {
  /** Tell of this row; null where there is none. Called again when its slice changes. */
  show(row: Row | null): void;
}

export interface SidePanel {
  el: HTMLElement;
  readonly isOpen: boolean;
  /** Open it, at a tab: by default the one that was open last. */
  open(tab?: string): void;
  close(): void;
  /** The row that it is about from now on. */
  show(row: Row | null): void;
  /** Put a short text beside a tab's name, and what it says in full; empty for none. */
  badge(tab: string, text: string, label?: string): void;
}

export interface SideOptions {
  /** After it was closed by its own button or by Escape. */
  onClose?: () => void;
  /** After it opened or closed. */
  onToggle?: (open: boolean) => void;
}

interface Mounted {
  tab: SideTab;
  button: HTMLButtonElement;
  room: HTMLElement;
  content: SideContent | null;
  /** The row that the content was told last; undefined before the first. */
  told: Row | null | undefined;
}

/** The panel, closed at first. */
export function sidePanel(
  tabs: SideTab[],
  signal: AbortSignal,
  { onClose, onToggle }: SideOptions = {},
): SidePanel {
  const prefix = `dw${Math.random().toString(36).slice(2, 10)}`;
  const mounted = tabs.map((tab): Mounted => {
    const button = h(
      "button",
      {
        class: "dw-side-tab",
        role: "tab",
        id: `${prefix}-${tab.key}`,
        onclick: () => turn(tab.key),
      },
      tab.label,
    );
    button.setAttribute("aria-controls", `${prefix}-room-${tab.key}`);
    const room = h("div", {
      class: "dw-side-room",
      role: "tabpanel",
      id: `${prefix}-room-${tab.key}`,
      tabindex: 0,
      "aria-labelledby": `${prefix}-${tab.key}`,
      hidden: true,
    });
    return { tab, button, room, content: null, told: undefined };
  });
  let current = mounted[0];
  let row: Row | null = null;

  const list = h(
    "div",
    { class: "dw-side-tabs", role: "tablist", "aria-label": "About this element" },
    ...mounted.map(({ button }) => button),
  );
  const shut = h(
    "button",
    { class: "dw-button dw-side-close", "aria-label": "Close the details", onclick: leave },
    icon("close"),
  );
  const panel = h(
    "div",
    { class: "dw-side-panel", role: "region", "aria-label": "Details" },
    h("div", { class: "dw-side-head" }, list, shut),
    ...mounted.map(({ room }) => room),
  );
  const el = h("div", { class: "dw-side", hidden: true });
  el.append(
    splitter({ label: "Width of the details", property: "--dw-side", of: el }, signal),
    panel,
  );

  /** Only what can be seen is told. */
  const tell = () => {
    if (el.hidden || !current) return;
    current.content ??= current.tab.mount(current.room, signal);
    if (current.told === row) return;
    current.told = row;
    current.content.show(row);
  };
  const turn = (key: string, focus = false) => {
    current = mounted.find(({ tab }) => tab.key === key) ?? current;
    for (const each of mounted) {
      const on = each === current;
      setFlag(each.button, "aria-selected", on);
      setAttribute(each.button, "tabindex", on ? "0" : "-1");
      each.room.hidden = !on;
      if (on && focus) each.button.focus();
    }
    tell();
  };
  const toggle = (open: boolean) => {
    if (el.hidden !== open) return;
    el.hidden = !open;
    onToggle?.(open);
    tell();
  };
  function leave(): void {
    toggle(false);
    onClose?.();
  }
  list.addEventListener(
    "keydown",
    (event) => {
      const at = current ? mounted.indexOf(current) : 0;
      const moves: Record<string, number> = {
        ArrowRight: (at + 1) % mounted.length,
        ArrowLeft: (at + mounted.length - 1) % mounted.length,
        Home: 0,
        End: mounted.length - 1,
      };
      const to = mounted[moves[event.key] ?? -1];
      if (!to) return;
      event.preventDefault();
      event.stopPropagation();
      turn(to.tab.key, true);
    },
    { signal },
  );
  panel.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault();
      event.stopPropagation();
      leave();
    },
    { signal },
  );
  if (current) turn(current.tab.key);
  return {
    el,
    get isOpen() {
      return !el.hidden;
    },
    open(key) {
      if (key) turn(key);
      toggle(true);
    },
    close: () => toggle(false),
    show(next) {
      row = next;
      tell();
    },
    badge(key, text, label = text) {
      const button = mounted.find(({ tab }) => tab.key === key)?.button;
      const old = button?.querySelector(".dw-tab-badge");
      if (!text) return old?.remove();
      const sign = h("span", { class: "dw-tab-badge", title: label }, text);
      if (old) old.replaceWith(sign);
      else button?.append(sign);
    },
  };
}
