// Binary buffers as hosts hand them over (DataView in Jupyter, ArrayBuffer, base64 in marimo and
// embedded archives) → typed arrays, without copying where the alignment allows.

import type { BufferInfo } from "./messages.ts";

export type Binary = DataView | ArrayBuffer | ArrayBufferView | string;

const ARRAYS = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

export type Pixels = InstanceType<(typeof ARRAYS)[keyof typeof ARRAYS]>;

/** The bytes of a buffer of any kind; a view, not a copy, unless it came as base64. */
export function bytesOf(buffer: Binary): Uint8Array<ArrayBuffer> {
  if (typeof buffer === "string") return fromBase64(buffer);
  if (buffer instanceof ArrayBuffer) return new Uint8Array(buffer);
  return new Uint8Array(buffer.buffer as ArrayBuffer, buffer.byteOffset, buffer.byteLength);
}

export function dataView(buffer: Binary): DataView<ArrayBuffer> {
  const bytes = bytesOf(buffer);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  // New browsers do it themselves, many times as fast.
  const { fromBase64: own } = Uint8Array as { fromBase64?: typeof fromBase64 };
  if (own) return own.call(Uint8Array, text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** Raw little-endian bytes as the typed array that `dtype` names. Throws on a wrong length. */
export function typedArray(buffer: Binary, info: BufferInfo): Pixels {
  const Type = ARRAYS[info.dtype];
  const bytes = bytesOf(buffer);
  const length = info.shape.reduce((product, n) => product * n, 1);
  if (bytes.byteLength !== length * Type.BYTES_PER_ELEMENT)
    throw new RangeError(
      `A buffer of ${bytes.byteLength} bytes can't hold ${info.dtype} ${info.shape.join(" × ")}.`,
    );
  const aligned = bytes.byteOffset % Type.BYTES_PER_ELEMENT === 0;
  return aligned
    ? new Type(bytes.buffer, bytes.byteOffset, length)
    : new Type(bytes.slice().buffer, 0, length);
}

/** Undo zlib's `deflate` (RFC 1950) or gzip. */
export async function inflate(
  buffer: Binary,
  format: CompressionFormat = "deflate",
): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytesOf(buffer)]).stream().pipeThrough(new DecompressionStream(format));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** The pixels of a raw or deflated buffer. Pictures (jpeg, png) go through `createImageBitmap`. */
export function pixelsOf(buffer: Binary, info: BufferInfo): Pixels | Promise<Pixels> {
  if (info.encoding === "raw") return typedArray(buffer, info);
  if (info.encoding === "deflate") return inflate(buffer).then((b) => typedArray(b, info));
  throw new TypeError(`Stored pixels never come as ${info.encoding}.`);
}

/** A picture (jpeg, png) as a Blob for `createImageBitmap` or an `<img>`. */
export function pictureOf(buffer: Binary, info: BufferInfo): Blob {
  return new Blob([bytesOf(buffer)], { type: `image/${info.encoding}` });
}
