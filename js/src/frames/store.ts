// The frames of one model: asks for them in the right order, keeps them, tells who wants to know.
// Made in `initialize`, shared by all views of the model.

import { outdated, settled } from "../display/settled.ts";
import type { Sketched } from "../render/sketch.ts";
import { type Binary, pixelsOf } from "../sync/buffers.ts";
import type {
  ErrorPayload,
  GetFramesResult,
  PictureLook,
  SeriesAuto,
  SeriesInfo,
} from "../sync/messages.ts";
import { payloadOf, problem, type Transport } from "../sync/transport.ts";
import { CACHE_BUDGET, FrameCache, type StoredFrame } from "./cache.ts";
import { displaySharer } from "./display_sharer.ts";
import { Link } from "./link.ts";
import { type Pictured, Pictures, pictured } from "./pictures.ts";
import { type Batch, nextBatch, outward, REACH } from "./queue.ts";

export type News =
  | { kind: "picture" }
  /** Renumbered: the frames known so far have other numbers; replaced: they are gone. */
  | { kind: "series"; renumbered: boolean; replaced: boolean }
  | { kind: "frame"; index: number }
  | { kind: "pictured"; index: number }
  | { kind: "error"; index: number };

export interface FrameStore {
  /** The pushed preview, until the exact frame is there. */
  readonly picture: { info: Sketched; buffers: readonly DataView[] } | null;
  readonly series: SeriesInfo | null;
  /** How many frames are here, of `series.count`. */
  readonly loaded: number;
  readonly current: number;
  get(index: number): StoredFrame | undefined;
  error(index: number): ErrorPayload | undefined;
  /** A windowed picture of a frame; of a former look until the present one is here. */
  pictured(index: number): Pictured | undefined;
  /** Why this frame is shown by pictures alone; `null` where its stored values are to come. */
  only(index: number): "windowed" | ErrorPayload | null;
  /** There is something to show of this frame, or to say. */
  ready(index: number): boolean;
  /** Part of a frame as a picture of `width` pixels across, of the look that holds. */
  part(index: number, region: Region, width: number): Promise<Pictured | null>;
  /** How pictures are to look; whether they take the frames' place. */
  show(look: PictureLook, transport: "auto" | "windowed"): void;
  /** This frame should be on screen; the rest is fetched outward in the direction of travel. */
  want(index: number): void;
  thumbnails(indices: readonly number[]): void;
  /** Bytes that this model may keep in the page. */
  readonly budget: number;
  /** So many bytes more, or less, of decoded pictures are kept beside the frames. */
  keep(bytes: number): void;
  /** Ask again for a frame that failed. */
  retry(index: number): void;
  on(callback: (news: News) => void, signal: AbortSignal): void;
}

export type Region = [number, number, number, number];

export interface StoreOptions {
  /** The frame to show; until the index is complete it is the first picture, whatever its number. */
  current?: number;
  budget?: number;
  look?: PictureLook;
  /** Pictures take the frames' place. */
  windowed?: boolean;
}

/** As the files say. */
const PLAIN: PictureLook = {
  window_center: null,
  window_width: null,
  voi_function: null,
  voi_lut: 0,
  invert: false,
  colormap: "grey",
  overlays: true,
  overlays_off: [],
  shutter: true,
  color_profile: true,
};

/** Two questions at a time: one travels while the other is being answered. */
const IN_FLIGHT = 2;
const BUSY_MS = 300;

export function frameStore(
  transport: Transport,
  signal: AbortSignal,
  { current: wanted = 0, budget: given = CACHE_BUDGET, look = PLAIN, windowed }: StoreOptions = {},
): FrameStore {
  let budget = given;
  const cache = new FrameCache(budget);
  const pictures = new Pictures(look, budget);
  const link = new Link();
  let only = windowed ?? false;
  /** A page without a kernel has no pictures but the first. */
  let possible = true;
  let resting = 0;
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
  let decoded = 0;
  /** The slice shown is a jump away from the one before: nothing else is asked for until it is here. */
  let jumped = false;
  let current = 0;
  /** Asked for before the index was complete, to be shown after. */
  let later: number | null = wanted || null;
  /** The kernel pushes the first frame by itself, before it answers `get_series`. */
  let pushExpected = true;

  const tell = (news: News) => {
    for (const callback of [...listeners]) callback(news);
  };
  const mode = () => {
    if (!possible) return "none" as const;
    if (only) return "only" as const;
    return link.pace === "thin" ? ("first" as const) : ("none" as const);
  };
  const tooLarge = (index: number) => {
    const error = failed.get(index);
    return error?.kind === "too_large" ? error : null;
  };
  const unpictured = (index: number) => {
    if (!possible || cache.has(index) || (mode() === "none" && !tooLarge(index))) return false;
    adopt(index);
    return !pictures.settled(index);
  };
  /** The pushed picture is one like those asked for. */
  const adopt = (index: number) => {
    const [buffer, bytes] = [picture?.info.buffers[0], picture?.buffers[0]];
    if (!picture || !buffer || buffer.encoding === "raw" || pictures.shelf.has(index)) return;
    const { frame, window_center, window_width } = picture.info;
    if (frame.index !== index) return;
    if (outdated(frame, picture.info, pictures.look, series?.auto ?? null)) return;
    const region: Region = [0, 0, frame.columns, frame.rows];
    const reduced = frame.columns / (buffer.shape[1] ?? 1);
    const made = pictured(
      { frame, window_center, window_width, region, reduced },
      buffer,
      bytes,
      look,
    );
    if (made) pictures.shelf.put(made, nearest);
  };
  const busy = () => performance.now() - moved < BUSY_MS;
  const nearest = () => outward(situation());
  const situation = () => ({
    count: series?.count ?? 1,
    current,
    direction,
    thumbnails,
    settled: (index: number) => cache.has(index) || pending.has(index) || failed.has(index),
    bytesPerFrame,
    budget: cache.budget,
    busy: busy(),
    pictures: mode(),
    unpictured,
    most: link.most,
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
      cache.put({ info: shared(settled(info, series?.auto ?? null)), pixels }, nearest);
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

  const askFrames = async ({ indices, priority }: Batch) => {
    const asked = numbering;
    const { color_profile } = pictures.look;
    for (const index of indices) pending.add(index);
    const sent = performance.now();
    try {
      const { result, buffers } = await transport.request(
        "get_frames",
        { indices, accept: link.accept, priority, color_profile },
        { generation },
      );
      measure(sent, result.milliseconds, buffers);
      if (color_profile !== pictures.look.color_profile) return;
      await receive(result, buffers);
      if (asked === numbering && result.numbering === numbering) leftOut(indices, result);
    } catch (reason) {
      if (asked === numbering) refused(indices, reason);
    } finally {
      if (asked === numbering) for (const index of indices) pending.delete(index);
    }
  };
  const measure = (sent: number, kernel: number, buffers: readonly DataView[]) => {
    const bytes = buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0);
    link.answered({ bytes, sent, arrived: performance.now(), kernel });
  };
  const askPictures = async ({ indices, priority }: Batch) => {
    const [asked, { look }] = [numbering, pictures];
    for (const index of indices) pictures.pending.add(index);
    const sent = performance.now();
    try {
      const args = { indices, priority, look, region: null, width: null };
      const { result, buffers } = await transport.request("get_pictures", args, { generation });
      measure(sent, result.milliseconds, buffers);
      if (result.numbering !== numbering) return;
      for (const index of pictures.take(result, buffers, look, nearest)) {
        fitFrames();
        tell({ kind: "pictured", index });
      }
    } catch (reason) {
      const payload = payloadOf(reason);
      if (payload.kind === "archive") possible = false;
      else if (asked === numbering && !PASSING.includes(payload.kind))
        for (const index of indices) {
          pictures.failed.set(index, payload);
          tell({ kind: "error", index });
        }
    } finally {
      if (asked === numbering) for (const index of indices) pictures.pending.delete(index);
    }
  };
  const ask = async (batch: Batch) => {
    inFlight++;
    await (batch.what === "pictures" ? askPictures(batch) : askFrames(batch));
    inFlight--;
    pump();
  };
  /** Asked for again it would be left out again, without end. */
  const leftOut = (indices: number[], { frames, errors }: GetFramesResult) => {
    const answered = new Set([...frames, ...errors].map(({ index }) => index));
    for (const index of indices) if (!answered.has(index)) fail(index, WITHOUT_PIXELS);
  };
  const refused = (indices: number[], reason: unknown) => {
    const payload = payloadOf(reason);
    if (PASSING.includes(payload.kind)) return;
    for (const index of indices) fail(index, payload);
  };
  const allHere = () =>
    !unpictured(current) &&
    mode() === "none" &&
    (cache.has(current) || failed.has(current)) &&
    series?.complete === true &&
    cache.size + failed.size >= series.count;
  const pump = () => {
    // Most steps of a drag end here: nothing is walked through to find out that nothing is missing.
    while (!pushExpected && transport.live && !signal.aborted && !allHere()) {
      if (jumped && pending.has(current)) return;
      const batch = nextBatch(situation());
      if (!batch) return;
      // What is on screen does not wait for a free place.
      if (inFlight >= allowed(batch)) return;
      void ask(batch);
    }
  };

  /** Over a thin link two answers would only keep a third, that becomes urgent, waiting. */
  const allowed = ({ priority }: Batch) => {
    const usual = mode() === "first" ? 1 : IN_FLIGHT;
    return priority === "visible" ? usual + 1 : usual;
  };
  const deal = (bytes: number) => {
    const more = bytes > budget;
    budget = bytes;
    pictures.budget = bytes;
    pictures.shelf.trim(nearest);
    fitFrames();
    cache.trim(nearest);
    const shown = cache.get(current);
    // Too large by itself: the kernel says so, and pictures take its place.
    if (shown && shown.pixels.byteLength > budget) cache.clear();
    if (more) for (const index of [...failed.keys()]) if (tooLarge(index)) failed.delete(index);
    pump();
  };
  const fitFrames = () => {
    cache.budget = budget - pictures.shelf.bytes - decoded;
  };

  const learn = (info: SeriesInfo) => {
    if (info.numbering < numbering) return;
    if (info.budget && info.budget !== budget) deal(info.budget);
    const newer = info.numbering > numbering;
    const renumbered = newer && (cache.size > 0 || picture !== null);
    // The index puts the number of the first frame right; after that it is another series.
    const replaced = newer && (numbering > 0 || (renumbered && info.numbering > 1));
    const { auto } = info;
    const news = auto && JSON.stringify(auto) !== JSON.stringify(series?.auto);
    // An answer that was on its way before the window was known does not take it back.
    series = { ...info, auto: auto ?? (newer ? null : (series?.auto ?? null)) };
    if (newer) {
      numbering = info.numbering;
      pending.clear();
      failed.clear();
      pictures.forget();
      if (replaced) forget(info.index);
      else if (renumbered) renumber(info.index);
    }
    if (news) settle(auto);
    if (info.complete && later !== null) {
      current = Math.max(0, Math.min(later, info.count - 1));
      later = null;
    }
    tell({ kind: "series", renumbered, replaced });
    pump();
  };
  const settle = (auto: SeriesAuto) => {
    cache.update((frame) => ({ ...frame, info: shared(settled(frame.info, auto)) }));
    pictures.settle(auto);
    if (!picture) return;
    const frame = settled(picture.info.frame, auto);
    picture.info = { ...picture.info, frame };
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
  const show = (info: Sketched, buffers: readonly DataView[]) => {
    if (!buffers[0] || cache.size > 0 || info.numbering !== numbering) return;
    picture = { info, buffers };
    const { rows, columns, samples, display } = info.frame;
    bytesPerFrame = rows * columns * samples * (display.bits_stored > 8 ? 2 : 1);
    tell({ kind: "picture" });
  };

  transport.on("first_picture", show, signal);
  transport.on("series", learn, signal);
  transport.on("budget", ({ bytes }) => deal(bytes), signal);
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
  // Events may have been lost with the connection: the series, or another share of the page.
  transport.onCut((cut) => !cut && transport.live && introduce(), signal);
  if (transport.live) introduce();
  signal.addEventListener("abort", () => clearTimeout(resting), { once: true });

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
    get budget() {
      return budget;
    },
    keep(bytes) {
      decoded += bytes;
      fitFrames();
      if (bytes > 0) cache.trim(nearest);
    },
    get: (index) => cache.get(index),
    error: (index) =>
      (tooLarge(index) ? undefined : failed.get(index)) ?? pictures.failed.get(index),
    pictured: (index) => pictures.shelf.get(index),
    only: (index) => (mode() === "only" ? "windowed" : possible ? tooLarge(index) : null),
    ready: (index) => cache.has(index) || pictures.fresh(index) || failed.has(index),
    async part(index, region, width) {
      const { look } = pictures;
      const { result, buffers } = await transport.request("get_pictures", {
        indices: [index],
        priority: "visible",
        look,
        region,
        width,
      });
      const [picture] = result.pictures;
      if (!picture || result.numbering !== numbering) return null;
      return pictured(picture, result.buffers[0], buffers[0], look);
    },
    show(next, way) {
      const same = JSON.stringify(next) === JSON.stringify(pictures.look);
      if (same && (way === "windowed") === only) return;
      only = way === "windowed";
      if (!same) {
        // The kernel turns colours into those of the screen: all come anew.
        const colors = next.color_profile !== pictures.look.color_profile;
        if (colors && cache.get(current)?.info.profile !== undefined) cache.clear();
        pictures.look = next;
        pictures.pending.clear();
        pictures.failed.clear();
        generation++;
      }
      tell({ kind: "pictured", index: current });
      pump();
    },
    want(index) {
      if (!series?.complete) later = index === current ? later : index;
      if (index === current || !series?.complete) return pump();
      direction = index > current ? 1 : -1;
      jumped = Math.abs(index - current) > REACH;
      current = index;
      moved = performance.now();
      if (!cache.has(index)) generation++;
      // Over a thin link the exact frame is asked for when the slice rests.
      clearTimeout(resting);
      if (mode() === "first") resting = setTimeout(pump, BUSY_MS) as unknown as number;
      pump();
    },
    thumbnails(indices) {
      thumbnails = indices;
      pump();
    },
    retry(index) {
      failed.delete(index);
      pictures.failed.delete(index);
      pump();
    },
    on(callback, until) {
      listeners.add(callback);
      until.addEventListener("abort", () => listeners.delete(callback), { once: true });
    },
  };
}

/** Nothing that went wrong with a frame. */
const PASSING = ["superseded", "kernel", "closed"];
const WITHOUT_PIXELS = problem("internal", "The answer came without the pixels of this frame.");
