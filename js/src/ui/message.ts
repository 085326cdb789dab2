// What went wrong, in place: message, where, and what to do about it.
import type { ErrorPayload } from "../sync/messages.ts";
import { copyButton } from "./copy.ts";
import { h } from "./dom.ts";

/** An error of the kernel. An install line in the remedy gets a copy button. */
export function message(error: ErrorPayload): HTMLElement {
  const where = [error.file, error.keyword ?? error.tag].filter(Boolean).join(" · ");
  return h(
    "div",
    // A lost kernel is nothing that went wrong with the image.
    { class: error.kind === "kernel" ? "dw-message dw-message-calm" : "dw-message", role: "alert" },
    h("div", { class: "dw-message-text" }, error.message),
    where && h("div", { class: "dw-message-where" }, where),
    ...remedy(error.remedy ?? ""),
  );
}

/** A calm line in place: "The kernel was restarted. Run the cell again to go on." */
export function notice(text: string, level: "info" | "warning" = "info"): HTMLElement {
  return h("div", { class: `dw-notice dw-notice-${level}`, role: "status" }, text);
}

function remedy(text: string): HTMLElement[] {
  const line = /`([^`]+)`|((?:%|python -m )?pip install [^\n]+?)(?=\.?\s*$|\.\s)/m.exec(text);
  const command = line?.[1] ?? line?.[2];
  if (!line || command === undefined)
    return text ? [h("div", { class: "dw-message-remedy" }, text)] : [];
  const before = text.slice(0, line.index).trim();
  const after = text
    .slice(line.index + line[0].length)
    .replace(/^[.\s]+/, "")
    .trim();
  const parts = [commandLine(command)];
  if (before) parts.unshift(h("div", { class: "dw-message-remedy" }, before));
  if (after) parts.push(h("div", { class: "dw-message-remedy" }, after));
  return parts;
}

function commandLine(command: string): HTMLElement {
  const code = h("span", { class: "dw-code" }, command);
  return h(
    "div",
    { class: "dw-command" },
    code,
    copyButton("Copy", () => command),
  );
}
