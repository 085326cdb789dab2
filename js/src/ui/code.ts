// The Python that shows this view again, on its way to the clipboard.
import { payloadOf, type Transport } from "../sync/transport.ts";
import { h } from "./dom.ts";

/** Copy it, or show it ready to be copied where the page may not touch the clipboard. */
export async function copyCode(
  transport: Transport,
  root: HTMLElement,
  say: (text: string) => void,
): Promise<void> {
  let code: string;
  try {
    code = (await transport.request("get_code", {})).result.code;
  } catch (reason) {
    const { message, remedy } = payloadOf(reason);
    return say(`${message} ${remedy ?? ""}`);
  }
  try {
    await navigator.clipboard.writeText(code);
    say("Copied as Python");
  } catch {
    show(code, root);
  }
}

function show(code: string, root: HTMLElement): void {
  const text = h("textarea", {
    class: "dw-code-text",
    readonly: true,
    "aria-label": "Python of this view",
    rows: code.split("\n").length,
  });
  text.value = code;
  const panel = h(
    "div",
    { class: "dw-popover dw-code-panel", popover: "auto", role: "dialog", "aria-label": "Copy" },
    h("p", {}, "This page may not use the clipboard: press Ctrl+C (⌘C)."),
    text,
  );
  panel.addEventListener("toggle", (event) => {
    if (event.newState === "open") return text.select();
    panel.remove();
    root.focus({ preventScroll: true });
  });
  root.append(panel);
  panel.showPopover();
}
