// What a saved page answers about the rows of a collection browser: twin of
// dicomwidgets/widgets/sharing/groups.py, which says what is kept.
import type { Kept } from "./archive.ts";
import type {
  BrowserFacet,
  BrowserFacetValue,
  GetGroupFindingsResult,
  GetGroupsArgs,
  GetGroupsResult,
  GroupFinding,
  GroupLevel,
  GroupRow,
  GroupsAsked,
} from "./browser_messages.ts";
import type { BufferInfo } from "./messages.ts";

export interface ArchivedGroups {
  /** All rows of the tree. */
  whole: GetGroupsResult;
  /** Column, with "-" where the largest come first; "" for the order of the files. */
  orders: Record<GroupLevel, Record<string, number[]>>;
  /** Id, instances and bytes of every series. */
  weights: [number, number, number][];
  facets: (Omit<BrowserFacet, "values"> & {
    values: (BrowserFacetValue & { series: number[] })[];
  })[];
  findings: { remark: string; of: Record<string, GroupFinding[]> };
  thumbnails: ({ id: number } & Kept)[];
  selection: number[];
}

const LEVELS: GroupLevel[] = ["patients", "studies", "series"];

/** The answers, from all rows as they were saved. */
export function groupAnswers(kept: ArchivedGroups) {
  const of = new Map(kept.whole.rows.map((row) => [row.id, row]));
  const above = parents(kept.whole.rows);
  const weight = new Map(kept.weights.map(([id, ...both]) => [id, both]));
  const series = kept.whole.rows.filter(({ level }) => level === "series").map(({ id }) => id);

  /** The ids of a series, its study and its patient. */
  const lineOf = (id: number): number[] => {
    const up = above.get(id);
    return up === undefined ? [id] : [...lineOf(up), id];
  };
  /** The cells of a series: they tell of its study and its patient as well. */
  const cellsOf = (id: number) => Object.entries(of.get(id)?.cells ?? {});
  const textOf = (id: number) =>
    cellsOf(id)
      .map(([, text]) => text)
      .join("\n")
      .toLowerCase();
  const fits = (id: number, word: string): boolean => {
    const [, column, text] = /^(\w+):(.+)$/.exec(word) ?? [];
    const wanted = (column ?? "").toLowerCase().replaceAll("_", "");
    if (wanted === "finding" || wanted === "findings")
      return (of.get(id)?.findings?.text ?? "").toLowerCase().includes(text ?? "");
    for (const [name, cell] of cellsOf(id))
      if (name.replaceAll("_", "") === wanted) return cell.toLowerCase().includes(text ?? "");
    return textOf(id).includes(word);
  };
  const searched = (query: string) => {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    return series.filter((id) => words.every((word) => fits(id, word)));
  };
  const narrowed = (ids: number[], facets: Record<string, string[]>, without = "") => {
    const held = kept.facets
      .filter(({ name }) => name !== without && facets[name]?.length)
      .map(
        ({ name, values }) =>
          new Set(
            values
              .filter(({ key }) => facets[name]?.includes(key))
              .flatMap((value) => value.series),
          ),
      );
    return ids.filter((id) => held.every((each) => each.has(id)));
  };

  function rowsFor(asked: GroupsAsked) {
    const left = narrowed(searched(asked.query), asked.facets);
    const shown = new Set(left.flatMap(lineOf));
    const children = new Map<number, number>();
    for (const id of shown) {
      const up = above.get(id);
      if (up !== undefined) children.set(up, (children.get(up) ?? 0) + 1);
    }
    const rowOf = (id: number, depth: number): GroupRow => ({
      ...(of.get(id) as GroupRow),
      depth,
      children: children.get(id) ?? 0,
    });
    const ordered = (level: GroupLevel) => {
      const orders = kept.orders[level];
      const by = asked.sort ? `${asked.sort.column}${asked.sort.descending ? "-" : ""}` : "";
      return (orders[by] ?? orders[""] ?? []).filter((id) => shown.has(id));
    };
    if (!asked.tree) {
      const rows = ordered(asked.level).map((id) => rowOf(id, 0));
      return { left, shown, rows, matches: rows.length };
    }
    const closed = new Set(asked.closed);
    const opened = new Set(asked.opened ?? []);
    const folded = new Set<GroupLevel>(asked.folded ?? []);
    const isShut = ({ id, level }: GroupRow) =>
      folded.has(level) ? !opened.has(id) : closed.has(id);
    const below = new Map<number | undefined, number[]>();
    for (const level of LEVELS)
      for (const id of ordered(level))
        below.set(above.get(id), [...(below.get(above.get(id)) ?? []), id]);
    const grown = (up: number | undefined, depth: number): GroupRow[] =>
      (below.get(up) ?? []).flatMap((id) => {
        const row = rowOf(id, depth);
        return isShut(row) ? [row] : [row, ...grown(id, depth + 1)];
      });
    return { left, shown, rows: grown(undefined, 0), matches: left.length };
  }

  return {
    get_groups(args: GetGroupsArgs): GetGroupsResult {
      const { left, shown, rows, matches } = rowsFor(args);
      const count = (level: GroupLevel) =>
        [...shown].filter((id) => of.get(id)?.level === level).length;
      const sum = (at: 0 | 1) => left.reduce((all, id) => all + (weight.get(id)?.[at] ?? 0), 0);
      return {
        ...kept.whole,
        rows: rows.slice(args.start, args.stop),
        start: args.start,
        total: rows.length,
        matches,
        places: (args.locate ?? []).map((id) => rows.findIndex((row) => row.id === id)),
        counts: {
          patients: count("patients"),
          studies: count("studies"),
          series: count("series"),
          instances: sum(0),
          bytes: sum(1),
        },
      };
    },
    get_group_ids: ({ start, stop, ...asked }: GroupsAsked & { start: number; stop: number }) => ({
      ids: rowsFor(asked)
        .rows.slice(start, stop)
        .map(({ id }) => id),
    }),
    get_browser_facets({ query, facets }: { query: string; facets: Record<string, string[]> }) {
      const found = searched(query);
      return {
        facets: kept.facets.map(({ values, ...facet }) => {
          const left = new Set(narrowed(found, facets, facet.name));
          const counted = values.map(({ series: held, ...value }) => ({
            ...value,
            count: held.filter((id) => left.has(id)).length,
          }));
          const told = counted.filter(
            ({ key, count }) => count > 0 || facets[facet.name]?.includes(key),
          );
          return { ...facet, values: told };
        }),
      };
    },
    get_group_findings({ ids }: { ids: number[] }): GetGroupFindingsResult {
      const wanted = new Set(ids);
      const meant = series.filter((id) => lineOf(id).some((each) => wanted.has(each)));
      const findings = meant.flatMap((id) => kept.findings.of[id] ?? []);
      return { findings, omitted: 0, remark: kept.findings.remark };
    },
    get_thumbnails({ series: asked }: { series: number[] }) {
      const found = asked.flatMap((id) => kept.thumbnails.find((each) => each.id === id) ?? []);
      const buffers: BufferInfo[] = found.map(({ buffer }) => buffer);
      return { result: { series: found.map(({ id }) => id), errors: [], buffers }, kept: found };
    },
  };
}

/** Row → the row that it lies in. */
function parents(rows: readonly GroupRow[]): Map<number, number> {
  const found = new Map<number, number>();
  const line: number[] = [];
  for (const { id, depth } of rows) {
    line.length = depth;
    const up = line[depth - 1];
    if (up !== undefined) found.set(id, up);
    line[depth] = id;
  }
  return found;
}
