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
    say("This page may not use the clipboard: copy it with Ctrl+C.");
    show(code, root);
  }
}

function show(code: string, root: HTMLElement): void {
  const rows = code.split("\n").length;
  const label = "Python of this view, to be copied with Ctrl+C";
  const props = { class: "dw-code-text", popover: "auto", readonly: true, rows };
  const text = h("textarea", { ...props, "aria-label": label }, code);
  text.addEventListener("toggle", ({ newState }) => {
    if (newState === "open") return text.select();
    text.remove();
    root.focus({ preventScroll: true });
  });
  root.append(text);
  text.showPopover();
}
