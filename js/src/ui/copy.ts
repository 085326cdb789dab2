// A button that copies a text, and says that it did.
import { h } from "./dom.ts";

export function copyButton(label: string, text: () => string): HTMLButtonElement {
  const button = h("button", { class: "dw-button", onclick: copy }, label);
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text());
    } catch {
      // An insecure page has no clipboard: what is selected can be copied all the same.
      const field = h("textarea", {}, text());
      button.after(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    button.textContent = "Copied";
  }
  return button;
}
