// The frames of one model: asks for them in the right order, keeps them, tells who wants to know.
// Made in `initialize`, shared by all views of the model.

import { type Binary, pixelsOf } from "../sync/buffers.ts";
import type { ErrorPayload, FirstPicture, GetFramesResult, SeriesInfo } from "../sync/messages.ts";
import { payloadOf, problem, type Transport } from "../sync/transport.ts";
import { CACHE_BUDGET, FrameCache, type StoredFrame } from "./cache.ts";
import { displaySharer } from "./display_sharer.ts";
import { type Batch, nextBatch, outward } from "./queue.ts";

export type News =
  | { kind: "picture" }
  /** Renumbered: the frames known so far have other numbers; replaced: they are gone. */
  | { kind: "series"; renumbered: boolean; replaced: boolean }
  | { kind: "frame"; index: number }
  | { kind: "error"; index: number };

export interface FrameStore {
  /** The pushed preview, until the exact frame is there. */
  readonly picture: { info: FirstPicture; buffers: readonly DataView[] } | null;
  readonly series: SeriesInfo | null;
  /** How many frames are here, of `series.count`. */
  readonly loaded: number;
  readonly current: number;
  get(index: number): StoredFrame | undefined;
  error(index: number): ErrorPayload | undefined;
  /** This frame should be on screen; the rest is fetched outward in the direction of travel. */
  want(index: number): void;
  thumbnails(indices: readonly number[]): void;
  /** Ask again for a frame that failed. */
  retry(index: number): void;
  on(callback: (news: News) => void, signal: AbortSignal): void;
}

export interface StoreOptions {
  /** The frame to show; until the index is complete it is the first picture, whatever its number. */
  current?: number;
  budget?: number;
}

/** Two questions at a time: one travels while the other is being answered. */
const IN_FLIGHT = 2;
const BUSY_MS = 300;
const ACCEPT = ["raw", "deflate"];

export function frameStore(
  transport: Transport,
  signal: AbortSignal,
  { current: wanted = 0, budget = CACHE_BUDGET }: StoreOptions = {},
): FrameStore {
  const cache = new FrameCache(budget);
  const shared = displaySharer();
  const failed = new Map<number, ErrorPayload>();
  const pending = new Set<number>();
  const listeners = new Set<(news: News) => void>();
  let series: SeriesInfo | null = null;
  let picture: FrameStore["picture"] = null;
  let thumbnails: readonly number[] = [];
  let direction: 1 | -1 = 1;
  let numbering = 0;
  let bytesPerFrame = 512 * 1024;
  let inFlight = 0;
  let generation = 0;
  let moved = 0;
  let current = 0;
  /** Asked for before the index was complete, to be shown after. */
  let later: number | null = wanted || null;
  /** The kernel pushes the first frame by itself, before it answers `get_series`. */
  let pushExpected = true;

  const tell = (news: News) => {
    for (const callback of [...listeners]) callback(news);
  };
  const situation = () => ({
    count: series?.count ?? 1,
    current,
    direction,
    thumbnails,
    settled: (index: number) => cache.has(index) || pending.has(index) || failed.has(index),
    bytesPerFrame,
    budget,
    busy: performance.now() - moved < BUSY_MS,
  });

  const receive = async (result: GetFramesResult, buffers: readonly Binary[]) => {
    // A page that was opened later starts with the numbers that hold by then.
    if (numbering === 0 && result.numbering > 0 && cache.size === 0 && !picture)
      numbering = result.numbering;
    for (const [k, info] of result.frames.entries()) {
      const buffer = buffers[k];
      const described = result.buffers[k];
      if (!buffer || !described) {
        if (result.numbering === numbering) fail(info.index, WITHOUT_PIXELS);
        continue;
      }
      const decoded = pixelsOf(buffer, described);
      const pixels = ArrayBuffer.isView(decoded) ? decoded : await decoded;
      if (result.numbering !== numbering) return;
      bytesPerFrame = Math.max(series && cache.size ? bytesPerFrame : 1, pixels.byteLength);
      failed.delete(info.index);
      cache.put({ info: shared(info), pixels }, () => outward(situation()));
      tell({ kind: "frame", index: info.index });
    }
    if (result.numbering !== numbering) return;
    for (const { index, error } of result.errors)
      if (index < (series?.count ?? 1)) fail(index, error);
  };
  const fail = (index: number, error: ErrorPayload) => {
    if (cache.has(index)) return;
    failed.set(index, error);
    tell({ kind: "error", index });
  };

  const ask = async ({ indices, priority }: Batch) => {
    const asked = numbering;
    for (const index of indices) pending.add(index);
    inFlight++;
    try {
      const { result, buffers } = await transport.request(
        "get_frames",
        { indices, accept: ACCEPT, priority },
        { generation },
      );
      await receive(result, buffers);
      if (asked === numbering && result.numbering === numbering) leftOut(indices, result);
    } catch (reason) {
      if (asked === numbering) refused(indices, reason);
    } finally {
      inFlight--;
      if (asked === numbering) for (const index of indices) pending.delete(index);
      pump();
    }
  };
  /** Asked for again it would be left out again, without end. */
  const leftOut = (indices: number[], { frames, errors }: GetFramesResult) => {
    const answered = new Set([...frames, ...errors].map(({ index }) => index));
    for (const index of indices) if (!answered.has(index)) fail(index, WITHOUT_PIXELS);
  };
  const refused = (indices: number[], reason: unknown) => {
    const payload = payloadOf(reason);
    if (["superseded", "kernel", "closed"].includes(payload.kind)) return;
    for (const index of indices) fail(index, payload);
  };
  const allHere = () =>
    (cache.has(current) || failed.has(current)) &&
    series?.complete === true &&
    cache.size + failed.size >= series.count;
  const pump = () => {
    // Most steps of a drag end here: nothing is walked through to find out that nothing is missing.
    while (!pushExpected && transport.live && !signal.aborted && !allHere()) {
      const batch = nextBatch(situation());
      if (!batch) return;
      // What is on screen does not wait for a free place.
      if (inFlight >= (batch.priority === "visible" ? IN_FLIGHT + 1 : IN_FLIGHT)) return;
      void ask(batch);
    }
  };

  const learn = (info: SeriesInfo) => {
    if (info.numbering < numbering) return;
    const newer = info.numbering > numbering;
    const renumbered = newer && (cache.size > 0 || picture !== null);
    // The index puts the number of the first frame right; after that it is another series.
    const replaced = newer && (numbering > 0 || (renumbered && info.numbering > 1));
    series = info;
    if (newer) {
      numbering = info.numbering;
      pending.clear();
      failed.clear();
      if (replaced) forget(info.index);
      else if (renumbered) renumber(info.index);
    }
    if (info.complete && later !== null) {
      current = Math.max(0, Math.min(later, info.count - 1));
      later = null;
    }
    tell({ kind: "series", renumbered, replaced });
    pump();
  };
  const forget = (place: number) => {
    cache.clear();
    picture = null;
    thumbnails = [];
    current = place;
  };
  const renumber = (place: number) => {
    cache.renumber(current, place);
    if (picture) picture.info = { ...picture.info, frame: { ...picture.info.frame, index: place } };
    current = place;
  };
  const show = (info: FirstPicture, buffers: readonly DataView[]) => {
    if (!buffers[0] || cache.size > 0 || info.numbering !== numbering) return;
    picture = { info, buffers };
    const { rows, columns, samples, display } = info.frame;
    bytesPerFrame = rows * columns * samples * (display.bits_stored > 8 ? 2 : 1);
    tell({ kind: "picture" });
  };

  transport.on("first_picture", show, signal);
  transport.on("series", learn, signal);
  transport.on(
    "frames",
    (result, buffers) => void receive(result, buffers).then(start, start),
    signal,
  );
  transport.onLive((live) => live && introduce(), signal);

  const start = () => {
    pushExpected = false;
    pump();
  };
  const introduce = () => {
    transport.request("get_series", {}).then(({ result }) => {
      learn(result);
      // What was pushed came before this answer: nothing came, so this page was opened later.
      if (!picture && cache.size === 0 && result.count > 0) askPicture();
      start();
    }, start);
  };
  const askPicture = () => {
    transport.request("get_first_picture", {}).then(
      ({ result, buffers }) => show(result, buffers),
      () => {},
    );
  };
  if (transport.live) introduce();

  return {
    get picture() {
      return picture;
    },
    get series() {
      return series;
    },
    get loaded() {
      return cache.size;
    },
    get current() {
      return current;
    },
    get: (index) => cache.get(index),
    error: (index) => failed.get(index),
    want(index) {
      if (!series?.complete) later = index === current ? later : index;
      if (index === current || !series?.complete) return pump();
      direction = index > current ? 1 : -1;
      current = index;
      moved = performance.now();
      if (!cache.has(index)) generation++;
      pump();
    },
    thumbnails(indices) {
      thumbnails = indices;
      pump();
    },
    retry(index) {
      failed.delete(index);
      pump();
    },
    on(callback, until) {
      listeners.add(callback);
      until.addEventListener("abort", () => listeners.delete(callback), { once: true });
    },
  };
}

const WITHOUT_PIXELS = problem("internal", "The answer came without the pixels of this frame.");
