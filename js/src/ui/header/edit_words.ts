// What the rooms of the editor say and offer, apart from how it looks: pure, tested in Node.
import type {
  EditRow,
  GetChangesResult,
  GetEditResult,
  PutEditResult,
  SaveEditsArgs,
  SaveState,
} from "../../sync/edit_messages.ts";
import type { Row } from "../../sync/messages.ts";

type Scope = SaveEditsArgs["scope"];

export interface Line {
  text: string;
  kind: "plain" | "note" | "wrong";
  /** What stands behind the text: where the files are. */
  target?: string;
}

/** How many edits there are; those that come with another one do not count. */
export function changesTitle(rows: readonly EditRow[]): string {
  const count = rows.filter(({ follows }) => !follows).length;
  return count === 0 ? "No changes" : several(count, "change");
}

/** Which fields and buttons a row has. */
export function offered({ kind, lines }: Pick<GetEditResult, "kind" | "lines">) {
  const value = kind === "value";
  return {
    line: value && !lines,
    lines: value && lines,
    set: value,
    append: kind === "sequence",
    before: kind === "item",
    remove: kind !== "fixed",
  };
}

/** Where an element is inserted while a row is current: beside an element, into an item. */
export function insertPlace(row: Pick<Row, "path" | "vr"> | null): string {
  const above = row?.vr ? row.path.split(".").slice(0, -1).join(".") : row?.path;
  return above ? `into ${above}` : "at the top";
}

/** Elements that may be meant by what was typed; empty where that names one, or is a tag. */
export function likeText(typed: string, { ok, name, suggestions }: PutEditResult): string {
  if (ok || name || suggestions.length === 0 || typed.startsWith("(")) return "";
  const first = suggestions.slice(0, 3).map((each) => each.element);
  return `Elements like it: ${first.join(", ")}.`;
}

/** What can be saved: more than this file only where there is more. */
export function scopesOf({
  files,
  all_files: all,
}: Pick<GetChangesResult, "files" | "all_files">): [Scope, string][] {
  const scopes: [Scope, string][] = [["this", "This file"]];
  if (files > 1) scopes.push(["series", `The series, ${files} files`]);
  if (all > files) scopes.push(["all", `All ${all} files`]);
  return scopes;
}

/** How saving goes, or went. */
export function savingLines(saving: SaveState): Line[] {
  const { running, done, total, counts, missing, notes, errors, where } = saving;
  if (running) return [{ kind: "plain", text: `${done} of ${total} files` }];
  const lines: Line[] = [];
  const note = (text: string) => lines.push({ kind: "note", text });
  const written = (counts.written ?? 0) + (counts.unchanged ?? 0);
  const saved = total === 1 ? "Saved: " : `${several(written, "file")} saved: `;
  if (written > 0) lines.push({ kind: "plain", text: saved, target: where });
  for (const [path, count] of Object.entries(missing))
    note(`${path} is missing in ${several(count, "file")}; left out there.`);
  notes.forEach(note);
  if (counts.cancelled) note(`Stopped: ${several(counts.cancelled, "file")} left out.`);
  if (counts.failed)
    lines.push({ kind: "wrong", text: `${counts.failed} not saved. ${errors.join(" ")}`.trim() });
  return lines;
}

/** What a key asks of the list of edits, where no field has it for its own text. */
export function undoOf(
  event: Pick<KeyboardEvent, "ctrlKey" | "metaKey" | "shiftKey" | "key">,
): "undo" | "redo" | null {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return null;
  return event.shiftKey ? "redo" : "undo";
}

function several(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
