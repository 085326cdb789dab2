// What a search of the header asks for: twin of dicomwidgets/elements/query.py, both held to
// tests/golden/queries.json.

export const FIELDS = ["tag", "keyword", "name", "vr", "value", "private", "is"] as const;
export const STATES = [
  "private",
  "empty",
  "identifying",
  "problem",
  "different",
  "constant",
  "varying",
] as const;

export type Field = (typeof FIELDS)[number] | "";

/** One word of a query: a row has to fit all of them. */
export interface Term {
  field: Field;
  text: string;
}

export interface Query {
  terms: Term[];
  /** What was not understood. */
  remark: string;
}

const WORD = /\s*(?:([A-Za-z]+):)?(?:"([^"]*)(?:"|$)|(\S*))/y;

export function parseQuery(query: string): Query {
  const text = query.trimEnd();
  const terms: Term[] = [];
  let remark = "";
  WORD.lastIndex = 0;
  while (WORD.lastIndex < text.length) {
    const found = WORD.exec(text);
    if (!found?.[0]) break;
    let term = (found[2] ?? found[3] ?? "").toLowerCase();
    let field = (found[1] ?? "").toLowerCase();
    if (field && !isField(field)) {
      remark ||= noSuch(field);
      term = `${field}:${term}`;
      field = "";
    }
    if (field === "is" && term && !STATES.some((state) => state === term)) {
      remark ||= `is: knows ${STATES.join(", ")}; not ${term}.`;
    } else if (term) {
      terms.push({ field: field as Field, text: term });
    }
  }
  return { terms, remark };
}

const isField = (field: string) => FIELDS.some((each) => each === field);

function noSuch(field: string): string {
  const known = FIELDS.map((each) => `${each}:`).join(", ");
  return `There is no prefix ${field}: (there are ${known}). It was looked for as text.`;
}

/** The words to mark in a column. */
export function wordsFor(query: Query, field: Field): string[] {
  const words = query.terms.filter((term) => term.field === "" || term.field === field);
  return words.map(({ text }) => text);
}
