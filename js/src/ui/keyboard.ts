// Keys of a focused widget. Handled keys go no further; keys typed into a field are the field's.

export type Keys = Record<string, (event: KeyboardEvent) => void>;

const NAMES: Record<string, string> = { " ": "Space", "=": "+" };
/** Keys that a control under the focus uses itself, by the selector of the control. */
const OWNED: [selector: string, keys: RegExp][] = [
  ["input:not([type=range]), textarea, select, [contenteditable], [role=menu] *", /./],
  ["button, a[href], summary", /^(Space|Enter)$/],
  ["input[type=range]", /^(Arrow.*|Page.*|Home|End)$/],
];

/**
 * Bind `keys` (by `event.key`, "Space" for the space bar, "Shift+ArrowUp" with a modifier that
 * the key itself does not tell) on `root`.
 */
export function keyboard(root: HTMLElement, keys: Keys, signal: AbortSignal): void {
  // Notebook 7 looks for its shortcuts before any key comes here, and first of all at the focused
  // element itself: the arrows and Enter would select and edit cells, `i i` interrupt the kernel.
  root.addEventListener(
    "focusin",
    ({ target }) => {
      (target as HTMLElement).dataset.lmSuppressShortcuts = "true";
    },
    { signal },
  );
  root.addEventListener(
    "keydown",
    (event) => {
      // AltGr writes characters such as [ and counts as Ctrl and Alt on some systems.
      const command = event.ctrlKey || event.altKey;
      if (event.defaultPrevented || event.metaKey) return;
      if (command && !event.getModifierState("AltGraph")) return;
      // The notebook must not see the rest either: `i i` interrupts a kernel, `d d` cuts a cell.
      event.stopPropagation();
      const key = NAMES[event.key] ?? event.key;
      if (event.target instanceof Element && owned(event.target, key)) return;
      const handler = keys[event.shiftKey && key.length > 1 ? `Shift+${key}` : key];
      if (!handler) return;
      event.preventDefault();
      handler(event);
    },
    { signal },
  );
}

function owned(target: Element, key: string): boolean {
  // The browser closes an open panel, whatever in it has the focus.
  if (key === "Escape" && target.closest(":popover-open")) return true;
  return OWNED.some(([selector, pattern]) => target.matches(selector) && pattern.test(key));
}
