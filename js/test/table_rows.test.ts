import { describe, expect, it } from "vitest";
import { matches } from "../src/ui/highlight.ts";
import { type Fetch, type Page, type RowCache, rowCache } from "../src/ui/row_cache.ts";
import { tree } from "../src/ui/tree.ts";

interface Asked {
  start: number;
  stop: number;
  generation: number;
  answer(total: number, name: string): Promise<void>;
  fail(error: Error): Promise<void>;
}

function cacheWithDesk(): {
  cache: RowCache<string>;
  asked: Asked[];
  pages: [Page<string>, boolean][];
  errors: unknown[];
} {
  const asked: Asked[] = [];
  const pages: [Page<string>, boolean][] = [];
  const errors: unknown[] = [];
  const fetch: Fetch<string> = (start, stop, generation) =>
    new Promise((resolve, reject) => {
      const settled = () => new Promise<void>((done) => setTimeout(done));
      asked.push({
        start,
        stop,
        generation,
        answer(total, name) {
          const rows = [];
          for (let i = start; i < Math.min(stop, total); i++) rows.push(`${name}${i}`);
          resolve({ rows, start, total });
          return settled();
        },
        fail(error) {
          reject(error);
          return settled();
        },
      });
    });
  const cache = rowCache<string>({
    fetch,
    onPage: (page, fresh) => pages.push([page, fresh]),
    onError: (error) => errors.push(error),
    block: 10,
    capacity: 4,
  });
  return { cache, asked, pages, errors };
}

describe("row cache", () => {
  it("has the rows that came ahead until the first answer is in", async () => {
    const { cache, asked, pages } = cacheWithDesk();
    cache.ahead(["x0", "x1", "x2"]);
    expect([cache.total, cache.stale, cache.get(2), cache.get(3)]).toEqual([
      3,
      true,
      "x2",
      undefined,
    ]);
    expect(pages).toEqual([]);
    cache.show(0, 3);
    await asked[0]?.answer(40, "a");
    expect([cache.total, cache.stale, cache.get(2), pages[0]?.[1]]).toEqual([
      40,
      false,
      "a2",
      true,
    ]);
    cache.ahead(["late"]);
    expect([cache.total, cache.get(0)]).toEqual([40, "a0"]);
  });

  it("asks for the blocks on screen at once, then for the neighbours", async () => {
    const { cache, asked } = cacheWithDesk();
    cache.show(5, 25);
    expect(asked.map(({ start, stop }) => [start, stop])).toEqual([[0, 30]]);
    await asked[0]?.answer(100, "a");
    expect(cache.total).toBe(100);
    expect(cache.get(24)).toBe("a24");
    expect([asked[1]?.start, asked[1]?.stop]).toEqual([30, 40]);
    await asked[1]?.answer(100, "a");
    expect(asked).toHaveLength(2);
  });

  it("keeps the old rows until the new ones are in", async () => {
    const { cache, asked, pages } = cacheWithDesk();
    cache.show(0, 10);
    await asked[0]?.answer(10, "old");
    cache.reload();
    expect(cache.stale).toBe(true);
    expect(cache.get(3)).toBe("old3");
    await asked[1]?.answer(8, "new");
    expect(cache.get(3)).toBe("new3");
    expect(cache.total).toBe(8);
    expect(pages.map(([, fresh]) => fresh)).toEqual([true, true]);
  });

  it("drops the answer to an older generation", async () => {
    const { cache, asked } = cacheWithDesk();
    cache.show(0, 10);
    cache.reload();
    await asked[1]?.answer(10, "new");
    await asked[0]?.answer(99, "old");
    expect(cache.total).toBe(10);
    expect(cache.get(0)).toBe("new0");
  });

  it("says that it failed, once, and asks again after a reload", async () => {
    const { cache, asked, errors } = cacheWithDesk();
    cache.show(0, 10);
    await asked[0]?.fail(new Error("no kernel"));
    cache.show(0, 10);
    expect(errors).toHaveLength(1);
    expect(asked).toHaveLength(1);
    cache.reload();
    await asked[1]?.answer(10, "new");
    expect(cache.get(0)).toBe("new0");
  });

  it("forgets the block unseen for longest", async () => {
    const { cache, asked } = cacheWithDesk();
    for (let block = 0; block < 8; block++) {
      cache.show(block * 10, block * 10 + 10);
      for (let i = 0; i < 3; i++) await asked.at(-1)?.answer(1000, "a");
    }
    expect(cache.get(75)).toBe("a75");
    expect(cache.get(5)).toBeUndefined();
  });

  it("asks for nothing beyond the end", async () => {
    const { cache, asked } = cacheWithDesk();
    cache.show(0, 10);
    await asked[0]?.answer(0, "a");
    expect(cache.total).toBe(0);
    expect(asked).toHaveLength(1);
  });
});

describe("tree", () => {
  it("tells whether anything changed", () => {
    const state = tree();
    expect(state.set(7, false)).toBe(false);
    expect(state.set(7, true)).toBe(true);
    state.set(3, true);
    expect(state.closed).toEqual([3, 7]);
    state.clear();
    expect(state.has(7)).toBe(false);
  });
});

describe("marks", () => {
  it("finds each word, in any case, overlapping ones once", () => {
    expect(matches("SOPClassUID", "uid sop")).toEqual([
      [0, 3],
      [8, 11],
    ]);
    expect(matches("aaaa", "aa aaa")).toEqual([[0, 4]]);
    expect(matches("anything", "  ")).toEqual([]);
  });

  it("marks nothing where lower case moves the letters", () => {
    expect(matches("İstanbul", "tan")).toEqual([]);
  });
});
