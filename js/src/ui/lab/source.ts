// One frame and what its file says of each stage, asked for together; a few are kept.
import { settled } from "../../display/settled.ts";
import { type Pixels, pixelsOf } from "../../sync/buffers.ts";
import type { ErrorPayload, FrameInfo, SeriesInfo, Stage, Word } from "../../sync/messages.ts";
import type { LabTraits, State } from "../../sync/state.ts";
import { KernelError, payloadOf, problem, type Transport } from "../../sync/transport.ts";

/** A frame with everything that its stages need. */
export interface LabFrame {
  info: FrameInfo;
  pixels: Pixels;
  stages: Stage[];
  word: Word | null;
  /** The words of the file, or its samples before the colour conversion; null where they are the
   * stored values. */
  raw: Pixels | null;
  /** Samples a pixel of `raw`. */
  rawSamples: number;
}

export interface Source {
  readonly series: SeriesInfo | null;
  /** The frame that the trait names, as soon as it is here. */
  readonly frame: LabFrame | null;
  readonly error: ErrorPayload | null;
  readonly waiting: boolean;
}

/** As the kernel reckons: dicomwidgets/widgets/display_lab.py. */
const KEPT = 4;

/** `changed` runs when there is something new. */
export function source(
  traits: State<LabTraits>,
  transport: Transport,
  changed: () => void,
  signal: AbortSignal,
): Source {
  const kept = new Map<string, LabFrame>();
  let series: SeriesInfo | null = null;
  let frame: LabFrame | null = null;
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
      return changed();
    }
    changed();
    try {
      const got = windowed(await fetched(transport, index, signal));
      kept.set(key, got);
      trim(kept, budget);
      if (key === asked) [frame, error] = [got, null];
    } catch (reason) {
      if (signal.aborted) return;
      if (key === asked) [frame, error] = [null, payloadOf(reason)];
    }
    if (key === asked) {
      asked = frame ? asked : "";
      changed();
    }
  };
  const settle = () => {
    for (const [key, each] of kept) kept.set(key, windowed(each));
    frame = kept.get(asked) ?? frame;
    changed();
  };
  const windowed = (each: LabFrame): LabFrame => ({
    ...each,
    info: settled(each.info, series?.auto ?? null),
  });
  const take = (info: SeriesInfo) => {
    series = info;
    deal(info.budget);
    if (info.auto) settle();
    if (info.count > 0) return void load();
    error = info.problems[0] ?? null;
    changed();
  };
  const deal = (bytes: number) => {
    budget = bytes;
    trim(kept, budget);
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
      changed();
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

async function fetched(
  transport: Transport,
  index: number,
  signal: AbortSignal,
): Promise<LabFrame> {
  const [frames, stages] = await Promise.all([
    transport.request(
      "get_frames",
      { indices: [index], accept: ["raw", "deflate"], priority: "visible" },
      { signal },
    ),
    transport.request("get_stages", { index }, { signal }),
  ]);
  const failed = frames.result.errors[0];
  if (failed) throw new KernelError(failed.error);
  const [info, described] = [frames.result.frames[0], frames.result.buffers[0]];
  const buffer = frames.buffers[0];
  if (!info || !described || !buffer)
    throw new KernelError(problem("internal", "The kernel sent no frame."));
  const rawInfo = stages.result.buffers[0];
  const rawBuffer = stages.buffers[0];
  return {
    info,
    pixels: await pixelsOf(buffer, described),
    stages: stages.result.stages,
    word: stages.result.word,
    raw: rawInfo && rawBuffer ? await pixelsOf(rawBuffer, rawInfo) : null,
    rawSamples: rawInfo?.shape[2] ?? 1,
  };
}

/** Let go of the oldest; the newest one stays whatever it takes. */
function trim(kept: Map<string, LabFrame>, budget: number): void {
  let bytes = 0;
  [...kept].reverse().forEach(([key, { pixels, raw }], place) => {
    bytes += pixels.byteLength + (raw?.byteLength ?? 0);
    if (place > 0 && (place >= KEPT || bytes > budget)) kept.delete(key);
  });
}
