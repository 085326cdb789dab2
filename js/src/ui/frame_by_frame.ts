// Whole frames, one at a time, for widgets that take them apart; a few are kept.
import { settled } from "../display/settled.ts";
import { type Pixels, pixelsOf } from "../sync/buffers.ts";
import type { ErrorPayload, FrameInfo, SeriesInfo } from "../sync/messages.ts";
import type { FrameTraits, State } from "../sync/state.ts";
import { KernelError, payloadOf, problem, type Transport } from "../sync/transport.ts";

/** A frame, and how many bytes are kept for it. */
export interface WholeFrame {
  info: FrameInfo;
  pixels: Pixels;
}

export interface Frames<F extends WholeFrame> {
  readonly series: SeriesInfo | null;
  /** The frame that the trait names, as soon as it is here. */
  readonly frame: F | null;
  readonly error: ErrorPayload | null;
  readonly waiting: boolean;
}

export interface FramesTo<F extends WholeFrame> {
  /** Ask for a frame and all that belongs to it. */
  ask(index: number): Promise<F>;
  /** Bytes that are kept for a frame. */
  bytes(frame: F): number;
  /** There is something new. */
  changed(): void;
}

/** As the kernel reckons: dicomwidgets/widgets/_frame_by_frame.py. */
const KEPT = 4;

export function frameByFrame<F extends WholeFrame>(
  traits: State<FrameTraits>,
  transport: Transport,
  to: FramesTo<F>,
  signal: AbortSignal,
): Frames<F> {
  const kept = new Map<string, F>();
  let series: SeriesInfo | null = null;
  let frame: F | null = null;
  let error: ErrorPayload | null = null;
  let asked = "";
  let budget = 0;

  const load = async () => {
    const index = series?.complete ? traits.get("index") : (series?.index ?? 0);
    const key = `${series?.numbering} ${index}`;
    if (key === asked) return;
    asked = key;
    const here = kept.get(key);
    if (here) {
      [frame, error] = [here, null];
      return to.changed();
    }
    to.changed();
    try {
      const got = windowed(await to.ask(index));
      kept.set(key, got);
      trim(kept, budget, to.bytes);
      if (key === asked) [frame, error] = [got, null];
    } catch (reason) {
      if (signal.aborted) return;
      if (key === asked) [frame, error] = [null, payloadOf(reason)];
    }
    if (key === asked) {
      asked = frame ? asked : "";
      to.changed();
    }
  };
  const settle = () => {
    for (const [key, each] of kept) kept.set(key, windowed(each));
    frame = kept.get(asked) ?? frame;
    to.changed();
  };
  const windowed = (each: F): F => ({
    ...each,
    info: settled(each.info, series?.auto ?? null),
  });
  const take = (info: SeriesInfo) => {
    series = info;
    deal(info.budget);
    if (info.auto) settle();
    if (info.count > 0) return void load();
    error = info.problems[0] ?? null;
    to.changed();
  };
  const deal = (bytes: number) => {
    budget = bytes;
    trim(kept, budget, to.bytes);
  };
  transport.on("series", take, signal);
  transport.on("budget", ({ bytes }) => deal(bytes), signal);
  traits.on("index", () => series && void load(), signal);
  transport
    .request("get_series", {}, { signal })
    .then(({ result }) => series?.complete || take(result))
    .catch((reason) => {
      if (signal.aborted) return;
      error = payloadOf(reason);
      to.changed();
    });
  return {
    get series() {
      return series;
    },
    get frame() {
      return frame;
    },
    get error() {
      return error;
    },
    get waiting() {
      return error === null && (series === null || frame?.info.index !== wanted());
    },
  };
  function wanted(): number {
    return series?.complete ? traits.get("index") : (series?.index ?? 0);
  }
}

/** Ask for a frame as the kernel keeps it. */
export async function fetchFrame(
  transport: Transport,
  index: number,
  signal: AbortSignal,
): Promise<WholeFrame> {
  const { result, buffers } = await transport.request(
    "get_frames",
    { indices: [index], accept: ["raw", "deflate"], priority: "visible" },
    { signal },
  );
  const failed = result.errors[0];
  if (failed) throw new KernelError(failed.error);
  const [info, described, buffer] = [result.frames[0], result.buffers[0], buffers[0]];
  if (!info || !described || !buffer)
    throw new KernelError(problem("internal", "The kernel sent no frame."));
  return { info, pixels: await pixelsOf(buffer, described) };
}

/** Let go of the oldest; the newest one stays whatever it takes. */
function trim<F>(kept: Map<string, F>, budget: number, bytesOf: (frame: F) => number): void {
  let bytes = 0;
  [...kept].reverse().forEach(([key, frame], place) => {
    bytes += bytesOf(frame);
    if (place > 0 && (place >= KEPT || bytes > budget)) kept.delete(key);
  });
}
