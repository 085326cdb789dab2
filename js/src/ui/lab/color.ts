// The cards of a colour frame: the samples of the file, and the colours made of them.
import { type Support, supportOf } from "../../display/stages.ts";
import type { Pixels } from "../../sync/buffers.ts";
import type { StageName } from "../../sync/messages.ts";
import { h } from "../dom.ts";
import { type Bars, bars } from "./bars.ts";
import type { Card } from "./card.ts";
import type { Drawing, Pixel } from "./picture.ts";
import { samplesAt } from "./pixel.ts";
import type { LabFrame } from "./source.ts";

export interface ColorCards {
  show(frame: LabFrame, off: ReadonlySet<StageName>): Drawing;
  pixel(pixel: Pixel): { shown: string };
}

const CHANNELS = ["red", "green", "blue"] as const;
const BYTES = [0, 255] as const;

export function colorCards(cards: ReadonlyMap<StageName, Card>): ColorCards {
  const before = bars();
  const after: Bars[] = CHANNELS.map(() => bars());
  cards.get("bits")?.room.append(before.el);
  const colors = h("div", { class: "dw-lab-channels" });
  after.forEach((each, k) => {
    each.el.classList.add(`dw-bars-${CHANNELS[k]}`);
    colors.append(each.el);
  });
  cards.get("color")?.room.append(colors);
  let frame: LabFrame | null = null;
  let without = false;

  return {
    show(next, off) {
      if (frame !== next) {
        const raw = next.raw ?? next.pixels;
        const all = supportOf(raw);
        const top = Math.max(...all.values, 1);
        before.show(all, [0, top], "");
        after.forEach((each, k) => {
          each.show(channel(next.pixels, k), BYTES, "");
        });
      }
      frame = next;
      without = off.has("color") && next.raw !== null;
      return without ? unconverted(next) : { ...plain(next), pixels: next.pixels };
    },
    pixel([column, row]) {
      if (!frame) return { shown: "" };
      const at = row * frame.info.columns + column;
      const raw = frame.raw ?? frame.pixels;
      const samples = frame.raw ? frame.rawSamples : 3;
      const read = samplesAt(raw, at, samples);
      const made = without ? read : samplesAt(frame.pixels, at, 3);
      cards.get("bits")?.pixel(samples === 1 ? `index ${read}` : `samples ${read}`, read);
      cards.get("color")?.pixel(without ? "" : `${read} becomes ${made}`, made);
      before.mark(samples === 1 ? (raw[at] as number) : null);
      after.forEach((each, k) => {
        each.mark(frame?.pixels[3 * at + k] ?? null);
      });
      return { shown: made };
    },
  };
}

/** Colour is drawn as it is: the chain of a colour frame does nothing. */
function plain({ info }: LabFrame): Omit<Drawing, "pixels"> {
  return { info, chain: { display: info.display, window: null } };
}

/** The samples as they lie in the file, taken for red, green and blue, or for grey. */
function unconverted(frame: LabFrame): Drawing {
  const { info, rawSamples } = frame;
  const raw = frame.raw as Pixels;
  if (rawSamples === 3) return { ...plain(frame), pixels: raw };
  const [low, high] = [0, Math.max(...supportOf(raw).values, 1)];
  const display = {
    ...info.display,
    kind: "grey" as const,
    signed: false,
    bits_stored: 8 * raw.BYTES_PER_ELEMENT,
  };
  const window = {
    center: (low + high) / 2,
    width: high - low,
    function: "LINEAR_EXACT" as const,
  };
  return { info: { ...info, samples: 1, display }, pixels: raw, chain: { display, window } };
}

function channel(pixels: Pixels, k: number): Support {
  const one = new Uint8Array(Math.floor(pixels.length / 3));
  for (let i = 0; i < one.length; i++) one[i] = pixels[3 * i + k] as number;
  return supportOf(one);
}
