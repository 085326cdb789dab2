// How bad it is, by shape and by word; colour only adds to them.
import type { GroupFindings, GroupSeverity } from "../../sync/browser_messages.ts";
import { h } from "../dom.ts";
import { sign } from "./signs.ts";

const NOUNS: Record<GroupSeverity, string> = { error: "error", warning: "warning", info: "note" };

/** "2 errors" */
export function severityText(severity: GroupSeverity, count: number): string {
  return `${count.toLocaleString("en-US")} ${NOUNS[severity]}${count === 1 ? "" : "s"}`;
}

/** A mark with its shape, and the word for those who don't see it. */
export function severityMark(severity: GroupSeverity): HTMLElement {
  return h(
    "span",
    { class: `dw-shelf-severity dw-shelf-severity-${severity}` },
    sign(severity),
    h("span", { class: "dw-hidden" }, NOUNS[severity]),
  );
}

/** What a row says of what is wrong below it: how much, the worst first. */
export function findingsBadge(findings: GroupFindings | null): (string | Node)[] {
  if (!findings) return [];
  const { severity, count, text } = findings;
  const words = `${count.toLocaleString("en-US")} finding${count === 1 ? "" : "s"}, the worst: ${NOUNS[severity]}. ${text}`;
  return [
    h(
      "span",
      { class: `dw-finding-badge dw-shelf-severity-${severity}`, title: words },
      sign(severity),
      h("span", { "aria-hidden": "true" }, count.toLocaleString("en-US")),
      h("span", { class: "dw-hidden" }, words),
      h("span", { class: "dw-finding-text", "aria-hidden": "true" }, text),
    ),
  ];
}
