// Whether a widget is in the state that a question asks for: pure, so that it is tested in Node.

export type Condition = { any: readonly unknown[] } | { from: number; to: number };
/** By names of traits. */
export type Rule = Record<string, Condition>;
export type Read = (name: string) => unknown;

export interface Asked {
  text: string;
  why: string;
  hints: readonly string[];
  expect: Rule;
  /** Wrong answers that one comes to. */
  instead: readonly { when: Rule; say: string }[];
  /** Traits that show the answer. */
  show: Record<string, unknown>;
}

export interface Verdict {
  right: boolean;
  text: string;
}

const NOT_YET = "That is not it.";

export function verdict({ expect, why, instead }: Asked, read: Read): Verdict {
  if (holds(expect, read)) return { right: true, text: why };
  const known = instead.find(({ when }) => holds(when, read));
  return { right: false, text: known?.say ?? NOT_YET };
}

function holds(rule: Rule, read: Read): boolean {
  return Object.entries(rule).every(([name, condition]) => fits(read(name), condition));
}

function fits(value: unknown, condition: Condition): boolean {
  if ("any" in condition) return condition.any.some((each) => same(value, each));
  return typeof value === "number" && value >= condition.from && value <= condition.to;
}

/** Of lists the order says nothing: rows are selected in any. */
function same(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((each) => b.includes(each));
}
