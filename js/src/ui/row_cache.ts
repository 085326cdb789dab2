// Rows by blocks: asked for when they come on screen, kept until the table changes.

export interface Page<R> {
  rows: R[];
  start: number;
  total: number;
  /** Where the rows of `locate` are, -1 for those that are not shown. */
  places?: number[];
}

/**
 * Ask for the rows [start, stop), and where the rows of the ids `locate` are; a newer generation
 * makes older answers worthless.
 */
export type Fetch<R> = (
  start: number,
  stop: number,
  generation: number,
  locate: number[],
) => Promise<Page<R>>;

export interface RowCacheOptions<R> {
  fetch: Fetch<R>;
  /** Called after each answer; `fresh` for the first one of a generation. */
  onPage: (page: Page<R>, fresh: boolean) => void;
  onError: (error: unknown) => void;
  /** Ids of rows to be followed when everything may have changed. */
  followed?: () => number[];
  /** Which rows will be on screen, by the places of those that are followed. */
  follow?: (page: Page<R>) => { top: number; bottom: number };
  block?: number;
  /** Blocks kept; the longest unseen goes first. */
  capacity?: number;
}

export interface RowCache<R> {
  /** Rows there are; null before the first answer. */
  readonly total: number | null;
  /** True until the first answer of this generation is in. */
  readonly stale: boolean;
  /** The row, if it is here. While `stale`, the row of the generation before. */
  get(index: number): R | undefined;
  /** Say which rows are on screen: they are asked for, then their neighbours. */
  show(top: number, bottom: number): void;
  /** Rows that are here before the first answer, from the first one on: it takes their place. */
  ahead(rows: R[]): void;
  /** Everything may have changed: old rows stay until those on screen then are in. */
  reload(top?: number, bottom?: number): void;
}

/** Make the cache; nothing is asked for before `show`. */
export function rowCache<R>(options: RowCacheOptions<R>): RowCache<R> {
  const { fetch, onPage, onError, followed, follow, block = 100, capacity = 300 } = options;
  let blocks = new Map<number, R[]>();
  let total: number | null = null;
  let generation = 0;
  let stale = true;
  let busy = 0; // the generation whose answer is awaited, 0 for none
  let failed = false;
  let seen = { top: 0, bottom: 1 };

  const last = () => (total === null ? 0 : Math.max(Math.ceil(total / block) - 1, 0));
  const missing = (from: number, to: number) => {
    const wanted: number[] = [];
    for (let b = from; b <= to; b++) if (stale || !blocks.has(b)) wanted.push(b);
    return wanted;
  };
  const next = (): [number, number] | null => {
    const from = Math.floor(seen.top / block);
    const to = Math.floor(Math.max(seen.bottom - 1, seen.top) / block);
    const wanted = missing(from, stale ? to : Math.min(to, last()));
    if (wanted.length) return [wanted[0] ?? from, wanted.at(-1) ?? to];
    for (const b of [to + 1, from - 1]) if (b >= 0 && b <= last() && !blocks.has(b)) return [b, b];
    return null;
  };
  const store = (page: Page<R>, from: number) => {
    if (stale) blocks = new Map();
    total = page.total;
    for (let i = 0; i < page.rows.length || i === 0; i += block) {
      const key = from + i / block;
      blocks.delete(key);
      blocks.set(key, page.rows.slice(i, i + block));
    }
    for (const key of blocks.keys()) {
      if (blocks.size <= capacity) break;
      blocks.delete(key);
    }
  };
  /** What follows the rows where they went; null where the page has them. */
  const elsewhere = (page: Page<R>, from: number): [number, number] | null => {
    if (!stale || !follow || !page.places) return null;
    const { top, bottom } = follow(page);
    seen = { top, bottom };
    const last = Math.min(bottom, page.total);
    if (top >= from * block && last <= from * block + page.rows.length) return null;
    return [Math.floor(top / block), Math.floor(Math.max(last - 1, top) / block)];
  };
  const pump = async (): Promise<void> => {
    const run = next();
    if (!run || failed || busy === generation + 1) return;
    const mine = generation;
    busy = mine + 1;
    try {
      const ask = ([from, to]: [number, number], locate: number[]) =>
        fetch(from * block, (to + 1) * block, mine, locate);
      let from = run[0];
      let page = await ask(run, stale ? (followed?.() ?? []) : []);
      if (mine !== generation) return;
      const there = elsewhere(page, from);
      if (there) {
        from = there[0];
        page = { ...(await ask(there, [])), ...(page.places && { places: page.places }) };
        if (mine !== generation) return;
      }
      const fresh = stale;
      store(page, from);
      stale = false;
      busy = 0;
      onPage(page, fresh);
    } catch (error) {
      if (mine !== generation) return;
      busy = 0;
      failed = true;
      onError(error);
    }
    void pump();
  };

  return {
    get total() {
      return total;
    },
    get stale() {
      return stale;
    },
    get: (index) => blocks.get(Math.floor(index / block))?.[index % block],
    show(top, bottom) {
      seen = { top, bottom };
      void pump();
    },
    ahead(rows) {
      if (total !== null || rows.length > block) return;
      total = rows.length;
      blocks.set(0, rows);
    },
    reload(top = seen.top, bottom = seen.bottom) {
      seen = { top, bottom };
      generation += 1;
      stale = true;
      failed = false;
      void pump();
    },
  };
}
