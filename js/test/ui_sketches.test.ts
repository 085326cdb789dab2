import { afterEach, expect, it, vi } from "vitest";
import type { Pictured } from "../src/frames/pictures.ts";
import { sketches } from "../src/ui/sketches.ts";

const decoding: (() => void)[] = [];
let decodes = 0;
let open = 0;

vi.stubGlobal("createImageBitmap", () => {
  decodes++;
  return new Promise((resolve) => {
    decoding.push(() => {
      open++;
      resolve({ width: 10, height: 10, close: () => open-- });
    });
  });
});

afterEach(() => {
  decoding.length = decodes = open = 0;
});

const picture = (): Pictured =>
  ({
    pixels: new Uint8Array(4),
    buffer: { dtype: "uint8", shape: [10, 10], encoding: "jpeg" },
  }) as unknown as Pictured;

async function decoded(): Promise<void> {
  for (const done of decoding.splice(0)) done();
  await new Promise((done) => setTimeout(done));
}

function made(most: number) {
  let bytes = 0;
  const gone = new AbortController();
  const keep = (more: number) => {
    bytes += more;
  };
  const kept = sketches({ most: () => most, decoded() {}, keep }, gone.signal);
  return { kept, gone, bytes: () => bytes };
}

it("lets a picture follow another where there is room for one alone", async () => {
  const { kept, gone, bytes } = made(1);
  const [first, second] = [picture(), picture()];
  kept.of(first);
  await decoded();
  expect(kept.of(first)).not.toBeNull();
  // Each draw asks for the one that is to come, then for the one on screen.
  for (let draw = 0; draw < 3; draw++) {
    expect(kept.of(second)).toBeNull();
    expect(kept.of(first)).not.toBeNull();
  }
  await decoded();
  expect(kept.of(second)).not.toBeNull();
  expect([decodes, open, bytes()]).toEqual([2, 1, 400]);
  gone.abort();
  expect([open, bytes()]).toEqual([0, 0]);
});

it("keeps what is on screen while others pass by, and few of those", async () => {
  const { kept } = made(1);
  const shown = picture();
  kept.of(shown);
  await decoded();
  for (let passing = 0; passing < 30; passing++) {
    kept.of(picture());
    expect(kept.of(shown)).not.toBeNull();
    if (passing % 3 === 0) await decoded();
  }
  expect(open).toBeLessThan(6);
});

it("keeps as many as it may, those asked for last", async () => {
  const { kept } = made(2);
  const all = [picture(), picture(), picture()];
  for (const each of all) {
    kept.of(each);
    await decoded();
    kept.of(each);
  }
  expect(open).toBe(2);
  expect(kept.of(all[1] as Pictured)).not.toBeNull();
  expect(kept.of(all[0] as Pictured)).toBeNull();
});
