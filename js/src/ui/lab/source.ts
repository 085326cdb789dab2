// One frame and what its file says of each stage, asked for together.
import { type Pixels, pixelsOf } from "../../sync/buffers.ts";
import type { Stage, Word } from "../../sync/messages.ts";
import type { LabTraits, State } from "../../sync/state.ts";
import type { Transport } from "../../sync/transport.ts";
import { type Frames, fetchFrame, frameByFrame, type WholeFrame } from "../frame_by_frame.ts";

/** A frame with everything that its stages need. */
export interface LabFrame extends WholeFrame {
  stages: Stage[];
  word: Word | null;
  /** The words of the file, or its samples before the colour conversion; null where they are the
   * stored values. */
  raw: Pixels | null;
  /** Samples a pixel of `raw`. */
  rawSamples: number;
}

/** `changed` runs when there is something new. */
export function source(
  traits: State<LabTraits>,
  transport: Transport,
  changed: () => void,
  signal: AbortSignal,
): Frames<LabFrame> {
  const to = {
    ask: (index: number) => fetched(transport, index, signal),
    bytes: ({ pixels, raw }: LabFrame) => pixels.byteLength + (raw?.byteLength ?? 0),
    changed,
  };
  return frameByFrame(traits, transport, to, signal);
}

async function fetched(
  transport: Transport,
  index: number,
  signal: AbortSignal,
): Promise<LabFrame> {
  const [frame, stages] = await Promise.all([
    fetchFrame(transport, index, signal),
    transport.request("get_stages", { index }, { signal }),
  ]);
  const [described, buffer] = [stages.result.buffers[0], stages.buffers[0]];
  return {
    ...frame,
    stages: stages.result.stages,
    word: stages.result.word,
    raw: described && buffer ? await pixelsOf(buffer, described) : null,
    rawSamples: described?.shape[2] ?? 1,
  };
}
