// Elements without a framework: h("button", { class: "dw-button", onclick }, icon, "Fit").

export type Child = Node | string | number | null | undefined | false;
export type Value = string | number | boolean | null | undefined | ((event: never) => void);

/** Make an element; a button submits nothing. `on…` props are listeners, true is an empty attribute, false or null is none. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Record<string, Value> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (tag === "button") element.setAttribute("type", tag);
  setProps(element, props);
  append(element, children);
  return element;
}

/** Make an SVG element, with the same rules. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  props: Record<string, Value> = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  setProps(element, props);
  append(element, children);
  return element;
}

function setProps(element: Element, props: Record<string, Value>): void {
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") {
      element.addEventListener(name.slice(2), value as EventListener);
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
}

function append(element: Element, children: Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    element.append(typeof child === "number" ? String(child) : child);
  }
}

/** Whether the focus is there. Not :focus-within, which ends at an open popover such as a menu. */
export function hasFocus(element: Element): boolean {
  return element.matches(":focus, :has(:focus)");
}

/** Write `text` only where it differs: most read-outs stay the same from frame to frame. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Write an attribute only where it differs. */
export function setAttribute(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Set or remove a boolean-like attribute such as aria-pressed or hidden. */
export function setFlag(element: Element, name: string, on: boolean): void {
  if (name.startsWith("aria-")) setAttribute(element, name, String(on));
  else element.toggleAttribute(name, on);
}
