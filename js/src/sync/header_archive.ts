// What a saved page answers about the rows of a header: it holds all of them, masked.
import type {
  CopyForm,
  Facet,
  FacetName,
  FacetValue,
  GetRowsArgs,
  GetRowsResult,
  HeaderCommands,
  Row,
  RowSort,
  RowsAsked,
} from "./header_messages.ts";
import { parseQuery, STATES, type Term } from "./header_query.ts";

type Refuse = (message: string) => never;
type Answered<C extends keyof HeaderCommands> = HeaderCommands[C]["result"];

/** The answers, from all rows as they were saved. */
export function headerAnswers(all: () => GetRowsResult, refuse: Refuse) {
  const rowOf = (id: number) =>
    all().rows.find((row) => row.id === id) ?? refuse("This file has no such element.");
  return {
    get_rows: (args: GetRowsArgs): Answered<"get_rows"> => {
      const { rows, matches, remark } = shown(all().rows, args);
      return {
        ...all(),
        rows: rows.slice(args.start, args.stop),
        start: args.start,
        total: rows.length,
        matches,
        flat: Boolean(args.sort),
        remark,
        places: (args.locate ?? []).map((id) => rows.findIndex((row) => row.id === id)),
      };
    },
    get_match: ({ place, step, ...asked }: HeaderCommands["get_match"]["args"]) => {
      const { rows } = shown(all().rows, asked);
      const at = place < 0 ? (step > 0 ? -1 : rows.length) : place;
      const steps = rows.map(
        (_, i) => (((at + step * (i + 1)) % rows.length) + rows.length) % rows.length,
      );
      return { place: steps.find((each) => rows[each]?.number) ?? -1 };
    },
    get_facets: (asked: RowsAsked) => ({ facets: facetsOf(all().rows, asked) }),
    get_row_ids: ({ start, stop, ...asked }: HeaderCommands["get_row_ids"]["args"]) => {
      const { rows } = shown(all().rows, asked);
      return { ids: rows.slice(start, stop).map(({ id }) => id) };
    },
    get_element: ({ id }: { id: number }): Answered<"get_element"> => {
      const row = rowOf(id);
      const python = pythonOf(row);
      return { id, path: row.path, python, written: "", values: [], count: 0, names: [] };
    },
    get_copy: ({ id, form }: { id: number; form: CopyForm }) => {
      const row = rowOf(id);
      // What a row tells is how values are written and shown, not what they are.
      if (form === "json") return refuse("This page was saved without it.");
      return { text: form === "python" ? pythonOf(row) : row[form] };
    },
  };
}

/** The expression that gets a row from a pydicom dataset `ds` (elements/copies.py). */
export function pythonOf({ path, tag }: Pick<Row, "path" | "tag">): string {
  const steps = path.split(".").map((step) => {
    const byTag = step.replace(/^\((.{4}),(.{4})\)/, "[0x$1, 0x$2]");
    return byTag === step ? `.${step}` : byTag;
  });
  const meta = tag.startsWith("(0002") && steps.length === 1 ? "ds.file_meta" : "ds";
  return `${meta}${steps.join("")}${path.endsWith(")") ? ".value" : ""}`;
}

/** The rows that are left, in their order, the matches numbered. */
function shown(all: readonly Row[], asked: RowsAsked) {
  const { terms, remark } = parseQuery(asked.query);
  const tests = [...terms.map((term) => (row: Row) => fits(row, term)), ...chosen(asked)];
  let number = 0;
  const matching = (row: Row) => tests.length > 0 && tests.every((test) => test(row));
  const numbered = all.map((row) => ({ ...row, number: matching(row) ? ++number : 0 }));
  if (asked.sort) {
    const found = numbered.filter((row) => row.vr && (!tests.length || row.number > 0));
    const rows = sorted(found, asked.sort).map((row, i) => ({
      ...row,
      depth: 0,
      children: 0,
      number: tests.length ? i + 1 : 0,
    }));
    return { rows, matches: tests.length ? rows.length : 0, remark };
  }
  const kept = tests.length ? withParents(numbered) : numbered;
  return { rows: withoutChildrenOf(new Set(asked.collapsed), kept), matches: number, remark };
}

const is: Record<(typeof STATES)[number], (row: Row) => boolean> = {
  private: (row) => row.private,
  empty: (row) => row.vr !== "" && (row.vm === "0" || (row.vr === "SQ" && !row.children)),
  // Nobody computes it in a page.
  identifying: () => false,
  problem: (row) => row.problem !== null,
  different: (row) => row.vr !== "" && row.previous !== "",
  constant: (row) => row.vr !== "" && row.series === "constant",
  varying: (row) => row.vr !== "" && row.series === "varying",
};

function fits(row: Row, { field, text }: Term): boolean {
  const has = (part: string) => part.toLowerCase().includes(text);
  const digits = row.tag.replace(/\D/g, (each) => (/[A-F]/.test(each) ? each : "")).toLowerCase();
  const value = has(row.value) || has(row.value.replaceAll(" \\ ", "\\"));
  const vr = row.vr.toLowerCase();
  switch (field) {
    case "tag":
      return row.vr !== "" && tagFits(digits, text.replace(/[(),]/g, ""));
    case "keyword":
    case "name":
      return row.vr !== "" && has(row[field]);
    case "vr":
      return vr !== "" && text.split(",").includes(vr);
    case "value":
      return vr !== "" && value;
    case "private":
      if (text === "yes" || text === "no") return vr !== "" && row.private === (text === "yes");
      return row.private && (has(row.creator) || has(row.name));
    case "is":
      return is[text as (typeof STATES)[number]](row);
    default:
      if (vr === "") return has(`${row.name} ${row.value}`);
      return (
        value || vr === text || has(row.keyword) || has(row.name) || has(`${row.tag} ${digits}`)
      );
  }
}

function tagFits(digits: string, text: string): boolean {
  return text.length <= 8 && [...text].every((each, i) => each === "x" || each === digits[i]);
}

const KEYS: Partial<Record<FacetName, (row: Row) => string>> = {
  group: (row) => (row.vr ? row.tag.slice(1, 5) : ""),
  vr: (row) => row.vr,
};
const LABELS: Record<FacetName, string> = {
  group: "Group",
  vr: "Value representation",
  module: "Module",
  is: "Only what is",
};

/** A test for each facet of which a value is chosen. */
function chosen({ facets = {} }: RowsAsked): ((row: Row) => boolean)[] {
  return Object.entries(facets).flatMap(([name, values]) => {
    if (!values?.length) return [];
    if (name === "is")
      return STATES.filter((state) => values.includes(state)).map((state) => is[state]);
    const key = KEYS[name as FacetName];
    return key ? [(row: Row) => values.includes(key(row))] : [];
  });
}

function facetsOf(all: readonly Row[], asked: RowsAsked): Facet[] {
  const { terms } = parseQuery(asked.query);
  const found = all.filter((row) => row.vr && terms.every((term) => fits(row, term)));
  const counted = (name: FacetName): FacetValue[] => {
    const others = { ...asked.facets };
    if (name !== "is") delete others[name];
    const tests = chosen({ ...asked, facets: others });
    const rows = found.filter((row) => tests.every((test) => test(row)));
    if (name === "is")
      return STATES.map((key) => ({ key, label: key, count: rows.filter(is[key]).length })).filter(
        ({ count }) => count > 0,
      );
    const counts = new Map<string, number>();
    for (const row of rows) {
      const key = KEYS[name]?.(row) ?? "";
      if (key) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return [...counts].sort().map(([key, count]) => ({ key, label: key, count }));
  };
  const names: FacetName[] = ["group", "vr", "is"];
  const facets = names.map((name) => ({ name, label: LABELS[name], values: counted(name) }));
  return facets.filter(({ values }) => values.length > 0);
}

function sorted(rows: Row[], { column, descending }: RowSort): Row[] {
  const key = (row: Row) => row[column];
  const empty = (row: Row) => key(row) === "" || key(row) === null;
  const by = (a: Row, b: Row) =>
    String(key(a)).localeCompare(String(key(b)), "en", { numeric: true }) * (descending ? -1 : 1);
  return [...rows.filter((row) => !empty(row)).sort(by), ...rows.filter(empty)];
}

/** Matching rows and all that they lie in. */
export function withParents<R extends { depth: number; number: number }>(rows: R[]): R[] {
  const kept = new Set<R>();
  const parents: R[] = [];
  for (const row of rows) {
    parents.length = row.depth;
    parents[row.depth] = row;
    if (row.number) for (const parent of parents) if (parent) kept.add(parent);
  }
  return rows.filter((row) => kept.has(row));
}

function withoutChildrenOf(closed: Set<number>, rows: Row[]): Row[] {
  let below = Number.POSITIVE_INFINITY;
  return rows.filter((row) => {
    if (row.depth > below) return false;
    below = closed.has(row.id) ? row.depth : Number.POSITIVE_INFINITY;
    return true;
  });
}
