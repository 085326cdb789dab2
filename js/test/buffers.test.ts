import { deflateSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import {
  bytesOf,
  dataView,
  inflate,
  pictureOf,
  pixelsOf,
  typedArray,
} from "../src/sync/buffers.ts";
import type { BufferInfo } from "../src/sync/messages.ts";

const info = (dtype: BufferInfo["dtype"], shape: number[]): BufferInfo => ({
  dtype,
  shape,
  encoding: "raw",
});
const message = new Uint8Array([9, 1, 0, 2, 0, 255, 255, 9]);

test("every kind of buffer gives the same bytes", () => {
  const wanted = [1, 2, 255];
  const bytes = new Uint8Array(wanted);
  for (const buffer of [bytes, bytes.buffer, new DataView(bytes.buffer), "AQL/"])
    expect([...bytesOf(buffer)]).toEqual(wanted);
  expect(dataView("AQL/").getUint8(2)).toBe(255);
});

test("an aligned buffer is not copied", () => {
  const aligned = new DataView(message.buffer, 2, 4);
  expect(typedArray(aligned, info("uint16", [1, 2])).buffer).toBe(message.buffer);
});

test("a misaligned one is, and means the same", () => {
  const array = typedArray(new DataView(message.buffer, 1, 6), info("int16", [3]));
  expect(array.buffer).not.toBe(message.buffer);
  expect([...array]).toEqual([1, 2, -1]);
});

test.each([
  ["uint8", Uint8Array],
  ["int8", Int8Array],
  ["uint16", Uint16Array],
  ["int16", Int16Array],
  ["uint32", Uint32Array],
  ["int32", Int32Array],
  ["float32", Float32Array],
  ["float64", Float64Array],
] as const)("%s", (dtype, Type) => {
  const array = typedArray(new ArrayBuffer(2 * Type.BYTES_PER_ELEMENT), info(dtype, [2]));
  expect(array).toBeInstanceOf(Type);
});

test("a buffer of the wrong length is refused", () => {
  expect(() => typedArray(message, info("uint16", [2, 3]))).toThrow(/8 bytes can't hold/);
});

test("deflate and gzip", async () => {
  const packed = deflateSync(message);
  const pixels = await pixelsOf(packed, { ...info("uint8", [8]), encoding: "deflate" });
  expect([...pixels]).toEqual([...message]);
  expect([...(await inflate(gzipSync(message), "gzip"))]).toEqual([...message]);
});

test("a picture is a Blob of its type and never pixels", () => {
  const jpeg = { ...info("uint8", [8]), encoding: "jpeg" } as const;
  expect(pictureOf(message, jpeg).type).toBe("image/jpeg");
  expect(() => pixelsOf(message, jpeg)).toThrow(TypeError);
});
