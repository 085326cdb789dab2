// Windowed 8-bit pictures of frames, kept as they came: they show a slice before its stored values
// are here, or instead of them.

import { outdated, settled } from "../display/settled.ts";
import { type Binary, bytesOf } from "../sync/buffers.ts";
import type {
  BufferInfo,
  ErrorPayload,
  GetPicturesResult,
  Picture,
  PictureLook,
  SeriesAuto,
} from "../sync/messages.ts";
import { FrameCache, type StoredFrame } from "./cache.ts";

/** `pixels` are the bytes of a JPEG or PNG. */
export interface Pictured extends StoredFrame, Omit<Picture, "frame"> {
  buffer: BufferInfo;
  /** The look it was asked with, as text. */
  look: string;
}

/** This part of the budget is the pictures'. */
const SHARE = 1 / 8;

export class Pictures {
  readonly shelf: FrameCache<Pictured>;
  readonly pending = new Set<number>();
  readonly failed = new Map<number, ErrorPayload>();
  look: PictureLook;

  constructor(look: PictureLook, budget: number) {
    this.look = look;
    this.shelf = new FrameCache(budget * SHARE);
  }

  set budget(bytes: number) {
    this.shelf.budget = bytes * SHARE;
  }

  /** Whether nothing is to be asked: a picture of this look is here, on its way or impossible. */
  settled(index: number): boolean {
    return this.fresh(index) || this.pending.has(index) || this.failed.has(index);
  }

  fresh(index: number): boolean {
    return this.shelf.get(index)?.look === JSON.stringify(this.look);
  }

  /** Take an answer to a question asked with `look`; says which frames have changed. */
  take(
    { pictures, errors, buffers: described }: GetPicturesResult,
    buffers: readonly Binary[],
    look: PictureLook,
    nearest: () => Iterable<number>,
  ): number[] {
    for (const [k, picture] of pictures.entries()) {
      const made = pictured(picture, described[k], buffers[k], look);
      if (made) this.shelf.put(made, nearest);
    }
    for (const { index, error } of errors) this.failed.set(index, error);
    return [...pictures.map(({ frame }) => frame.index), ...errors.map(({ index }) => index)];
  }

  /** The series has a window: what was made with another is kept until it is made anew. */
  settle(auto: SeriesAuto): void {
    this.shelf.update((made) => {
      const look = outdated(made.info, made, this.look, auto) ? "" : made.look;
      return { ...made, look, info: settled(made.info, auto) };
    });
  }

  forget(): void {
    this.shelf.clear();
    this.pending.clear();
    this.failed.clear();
  }
}

export function pictured(
  { frame, ...picture }: Picture,
  buffer: BufferInfo | undefined,
  bytes: Binary | undefined,
  look: PictureLook,
): Pictured | null {
  if (!buffer || !bytes) return null;
  return { ...picture, info: frame, pixels: bytesOf(bytes), buffer, look: JSON.stringify(look) };
}
