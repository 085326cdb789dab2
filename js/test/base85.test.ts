import { expect, test } from "vitest";
import { fromBase85, toBase85 } from "../src/ahead/base85.ts";

test("bytes of any length come back, by characters that need no escape", () => {
  for (let length = 0; length < 300; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 197 + length * 31) & 255);
    const text = toBase85(bytes);
    expect(fromBase85(text)).toEqual(bytes);
    expect(text).toMatch(/^[#-y]*$/);
    expect(text).not.toMatch(/[<\\"]/);
    expect(text.length).toBe(Math.ceil((length * 5) / 4));
  }
});

test("the greatest and the least bytes come back", () => {
  for (const value of [0, 255])
    for (const length of [1, 2, 3, 4, 5, 8]) {
      const bytes = new Uint8Array(length).fill(value);
      expect(fromBase85(toBase85(bytes))).toEqual(bytes);
    }
});
