// What hides the row of a group, and so has to change for it to be shown. Pure.
import type { GroupsAsked } from "../../sync/browser_messages.ts";

/** Nothing; closed rows above it; what the rows are narrowed to; null: no row of it is in the table. */
export type Hiding = "nothing" | "closed" | "narrowed" | null;

export async function hiding(
  asked: GroupsAsked,
  shows: (asked: GroupsAsked) => Promise<boolean>,
): Promise<Hiding> {
  if (await shows(asked)) return "nothing";
  const open = { ...asked, closed: [], folded: [], opened: [] };
  if (await shows(open)) return "closed";
  const narrowed = asked.query !== "" || Object.keys(asked.facets).length > 0;
  return narrowed && (await shows({ ...open, query: "", facets: {} })) ? "narrowed" : null;
}
