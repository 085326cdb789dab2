import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { pythonOf } from "../src/sync/header_archive.ts";
import { parseQuery, wordsFor } from "../src/sync/header_query.ts";

const golden = JSON.parse(
  readFileSync(new URL("../../tests/golden/queries.json", import.meta.url), "utf8"),
) as {
  queries: { query: string; terms: [string, string][]; remark: boolean }[];
  python: { path: string; tag: string; python: string }[];
};

test.each(golden.queries)("$query is understood as Python does", ({ query, terms, remark }) => {
  const found = parseQuery(query);
  expect(found.terms.map(({ field, text }) => [field, text])).toEqual(terms);
  expect(found.remark !== "").toBe(remark);
});

test.each(golden.python)("$path as Python", ({ python, ...row }) => {
  expect(pythonOf(row)).toBe(python);
});

test("only the words of a column are marked in it", () => {
  const query = parseQuery("head vr:PN value:doe");
  expect(wordsFor(query, "value")).toEqual(["head", "doe"]);
  expect(wordsFor(query, "vr")).toEqual(["head", "pn"]);
  expect(wordsFor(query, "name")).toEqual(["head"]);
});
