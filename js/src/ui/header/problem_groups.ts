// Problems that are alike, such as one in each frame, stand together.
import type { ProblemRow } from "../../sync/messages.ts";

export type Severity = ProblemRow["severity"];

export const SEVERITIES: readonly Severity[] = ["error", "warning", "info"];

/** Problems that differ in nothing but where they are; the first one stands for them. */
export interface ProblemGroup {
  first: ProblemRow;
  places: ProblemRow[];
}

/** The problems of the chosen severities, alike ones together, in the order of the first of each. */
export function groupsOf(
  problems: readonly ProblemRow[],
  chosen: ReadonlySet<Severity>,
): ProblemGroup[] {
  const found = new Map<string, ProblemGroup>();
  for (const problem of problems) {
    if (!chosen.has(problem.severity)) continue;
    const { rule, tag, message, source } = problem;
    const key = [rule, tag, message, source].join("\n");
    const group = found.get(key);
    if (group) group.places.push(problem);
    else found.set(key, { first: problem, places: [problem] });
  }
  return [...found.values()];
}

/** How many there are of each severity. */
export function countsOf(problems: readonly ProblemRow[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { severity } of problems) counts[severity]++;
  return counts;
}

/** "2 errors". */
export function counted(number: number, severity: Severity): string {
  const noun = severity === "info" ? "remark" : severity;
  return `${number.toLocaleString("en-US")} ${noun}${number === 1 ? "" : "s"}`;
}
