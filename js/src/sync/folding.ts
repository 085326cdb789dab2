// What a page keeps, as bytes again: twin of dicomwidgets/widgets/sharing/packing.py.
import { fromBase85 } from "../ahead/base85.ts";
import { inflate } from "./buffers.ts";
import type { BufferInfo } from "./messages.ts";

/** How pixels are kept: as they are, or as what a guess from their neighbours left. */
export type Form = "deflate" | "predicted";

type Samples = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;

/** The bytes of a buffer as `info` describes it, raw and little-endian. */
export async function unfolded(text: string, form: Form, info: BufferInfo) {
  const bytes = await inflate(fromBase85(text));
  return form === "deflate" ? bytes : hit(bytes, info);
}

/** Undo the guess of LOCO-I (ITU-T T.87 4.2.1), sample by sample. */
function hit(missed: Uint8Array, { dtype, shape }: BufferInfo): Uint8Array<ArrayBuffer> {
  const [rows = 0, columns = 0, planes = 1] = shape;
  const wide = dtype.endsWith("16");
  const size = rows * columns;
  const image: Samples = wide ? new Uint16Array(size * planes) : new Uint8Array(size * planes);
  const low = wide ? size * planes : 0;
  for (let plane = 0; plane < planes; plane++) {
    const of = plane * size;
    for (let at = 0, row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++, at++) {
        const place = at * planes + plane;
        const left = column ? (image[place - planes] as number) : 0;
        const above = row ? (image[place - columns * planes] as number) : 0;
        const corner = row && column ? (image[place - (columns + 1) * planes] as number) : 0;
        const flat = left + above - corner;
        const least = Math.min(left, above);
        const most = Math.max(left, above);
        const guess = Math.max(least, Math.min(most, flat));
        const twice =
          (missed[of + at + low] as number) + (wide ? (missed[of + at] as number) * 256 : 0);
        image[place] = guess + ((twice >>> 1) ^ -(twice & 1));
      }
  }
  const half = wide ? 0x8000 : 0x80;
  if (planes === 3) addMiddle(image, half);
  if (dtype.startsWith("int"))
    for (let i = 0; i < image.length; i++) image[i] = (image[i] as number) ^ half;
  return new Uint8Array(image.buffer);
}

/** Of three samples, the outer two were kept as differences from the middle one, half at none. */
function addMiddle(image: Samples, half: number): void {
  for (let i = 0; i < image.length; i += 3) {
    const middle = (image[i + 1] as number) + half;
    image[i] = (image[i] as number) + middle;
    image[i + 2] = (image[i + 2] as number) + middle;
  }
}
