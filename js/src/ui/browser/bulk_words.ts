// What a plan and a run come to, in words. Pure.
import type { BulkPlan, BulkState } from "../../sync/bulk_messages.ts";
import { count, plural, size } from "./figures.ts";

const DONE: Readonly<Record<string, string>> = {
  written: "written",
  present: "there already",
  duplicate: "the same as others",
  unchanged: "unchanged",
  changed: "changed since",
  skipped: "skipped",
  refused: "refused",
  failed: "failed",
  cancelled: "not done",
};

export function statusWord(status: string): string {
  return DONE[status] ?? status;
}

/** What will be written, in one line. */
export function planText(plan: BulkPlan, kind: BulkState["kind"]): string {
  const { counts } = plan;
  const some = plan.looked < plan.files;
  const parts =
    kind === "edit"
      ? [
          `${plural(counts.change ?? 0, "file")} will change`,
          counts.unchanged ? `${count(counts.unchanged)} stay as they are` : "",
        ]
      : [
          plan.written > 0
            ? `${plural(plan.written, "file")}${plan.bytes > 0 ? `, about ${size(plan.bytes)}` : ""}`
            : `The metadata of ${plural(plan.files, "file")}`,
          plan.clashes > 0 ? `${count(plan.clashes)} with another's name` : "",
        ];
  const refused = (counts.refused ?? 0) + (counts.skipped ?? 0);
  if (refused > 0) parts.push(`${count(refused)} refused`);
  const text = parts.filter(Boolean).join(" · ");
  return some
    ? `Of the first ${count(plan.looked)} of ${plural(plan.files, "file")}: ${text}`
    : text;
}

/** How far a run is, or what it came to. */
export function stateText(state: BulkState): string {
  if (state.running) {
    const all = state.total === null ? "" : ` of ${count(state.total)}`;
    return `${count(state.done)}${all} done`;
  }
  return Object.entries(state.counts)
    .map(([status, number]) => `${count(number)} ${statusWord(status)}`)
    .join(", ");
}
