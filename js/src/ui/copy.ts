// A button that copies a text, and says that it did.
import { h } from "./dom.ts";

/** The text, or what brings it: in time, for a browser lets a page copy only soon after a press. */
export type Copied = string | Promise<string>;

export function copyButton(label: string, text: () => Copied): HTMLButtonElement {
  const button = h("button", { class: "dw-button", onclick: copy }, label);
  async function copy(): Promise<void> {
    button.textContent = (await copyText(text(), button)) ? "Copied" : "Not copied";
  }
  return button;
}

/** Copy a text; `beside` is where a page without a clipboard has room. False where it can't be had. */
export async function copyText(text: Copied, beside: HTMLElement): Promise<boolean> {
  let ready: string;
  try {
    ready = await text;
  } catch {
    return false;
  }
  try {
    await navigator.clipboard.writeText(ready);
  } catch {
    // An insecure page has no clipboard: what is selected can be copied all the same.
    const field = h("textarea", {}, ready);
    beside.after(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  return true;
}
