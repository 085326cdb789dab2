// The measurements of one model, shared by its views: what the kernel says of each, and the shape
// that is being changed just now, of which it hears at release.
import type { FrameStore } from "../../frames/store.ts";
import type { ErrorPayload, MeasurementRow, MeasurementShape } from "../../sync/messages.ts";
import { payloadOf, type Transport } from "../../sync/transport.ts";

export interface Entry {
  shape: MeasurementShape;
  /** What was measured in this very shape; null while it is changed or being measured. */
  row: MeasurementRow | null;
  /** Why there is no row, and none will come. */
  problem: ErrorPayload | null;
}

export interface Book {
  readonly entries: readonly Entry[];
  get(id: string): Entry | undefined;
  /** In the browser alone, while something is dragged. */
  show(shape: MeasurementShape): void;
  /** As it was before `show`. */
  revert(id: string): void;
  /** Released: the kernel measures it. */
  put(shape: MeasurementShape): void;
  remove(id: string): void;
  on(callback: () => void, signal: AbortSignal): void;
}

interface Page extends Entry {
  /** As it was before the drag. */
  before?: Entry;
  /** Which of our words the kernel has not answered yet. */
  asked?: number;
}

export function book(
  { transport, store }: { transport: Transport; store: FrameStore },
  signal: AbortSignal,
): Book {
  const pages = new Map<string, Page>();
  const listeners = new Set<() => void>();
  let asked = 0;
  let known = false;

  const set = (page: Page) => {
    pages.set(page.shape.id, page);
    tell();
  };
  const tell = () => {
    for (const callback of [...listeners]) callback();
  };
  const measure = (shape: MeasurementShape) => {
    const mine = ++asked;
    set({ shape, row: null, problem: null, asked: mine });
    // Until the index is complete nobody knows what number the frame will have.
    if (!store.series?.complete && transport.live) return;
    const answered = (found: Entry) => {
      const page = pages.get(shape.id);
      if (page?.asked !== mine || signal.aborted) return;
      // Dragged again meanwhile: that is what a withdrawn drag goes back to.
      set(page.before ? { ...page, before: found, asked: 0 } : found);
    };
    transport.request("put_measurement", { shape }).then(
      ({ result }) => answered(entryOf(result.measurement)),
      (reason) => answered({ shape, row: null, problem: payloadOf(reason) }),
    );
  };
  const learn = (rows: readonly MeasurementRow[]) => {
    const mine = [...pages].filter(([, page]) => page.asked || page.before);
    pages.clear();
    for (const row of rows) pages.set(row.id, entryOf(row));
    for (const [id, page] of mine) pages.set(id, page);
    tell();
  };
  const read = () => {
    if (known || !store.series?.complete) return;
    known = true;
    // Drawn before the index was there: on the picture that came first.
    for (const { shape, asked: untold } of pages.values())
      if (untold) measure({ ...shape, index: store.series.index });
    fetch();
  };
  const fetch = () => {
    const take = ({ result }: { result: { measurements: MeasurementRow[] } }) =>
      learn(result.measurements);
    transport.request("get_measurements", {}).then(take, () => {});
  };
  transport.on("measurements", ({ measurements }) => learn(measurements), signal);
  store.on((news) => {
    if (news.kind !== "series") return;
    if (news.replaced) {
      // Another series, with measurements of its own.
      pages.clear();
      known = false;
    }
    read();
  }, signal);
  read();

  return {
    get entries() {
      return [...pages.values()];
    },
    get: (id) => pages.get(id),
    show(shape) {
      const { before, ...page } = pages.get(shape.id) ?? { shape, row: null, problem: null };
      set({ ...page, before: before ?? page, shape, row: null, problem: null });
    },
    revert(id) {
      const page = pages.get(id);
      if (page?.before) set(page.before);
    },
    put: measure,
    remove(id) {
      pages.delete(id);
      tell();
      transport.request("delete_measurement", { id }).catch(() => {});
    },
    on(callback, until) {
      listeners.add(callback);
      until.addEventListener("abort", () => listeners.delete(callback), { once: true });
    },
  };
}

function entryOf(row: MeasurementRow): Entry {
  const { id, kind, index, points, label } = row;
  return { shape: { id, kind, index, points, label }, row, problem: row.problem };
}
