import { expect, test } from "vitest";
import { nextBatch, outward, type Situation } from "../src/frames/queue.ts";

const KB512 = 512 * 1024;
const situation = (changes: Partial<Situation> = {}, have: number[] = []): Situation => ({
  count: 300,
  current: 100,
  direction: 1,
  thumbnails: [],
  settled: (index) => have.includes(index),
  bytesPerFrame: KB512,
  budget: 256 * 2 ** 20,
  busy: false,
  pictures: "none",
  unpictured: () => false,
  most: Number.POSITIVE_INFINITY,
  ...changes,
});

test("what should be on screen comes first and alone", () => {
  expect(nextBatch(situation())).toEqual({
    what: "frames",
    indices: [100],
    priority: "visible",
  });
});

test("then what is near, ahead before behind, 4 MiB a message", () => {
  const batch = nextBatch(situation({}, [100]));
  expect(batch?.priority).toBe("interaction");
  expect(batch?.indices).toEqual([101, 102, 99, 103, 104, 98, 105, 106]);
  const back = nextBatch(situation({ direction: -1 }, [100]));
  expect(back?.indices.slice(0, 3)).toEqual([99, 98, 101]);
});

test("then thumbnails, then the rest, 8 MiB a message", () => {
  const near = Array.from({ length: 13 }, (_, k) => 94 + k);
  expect(nextBatch(situation({ thumbnails: [0, 150, 299] }, near))).toEqual({
    what: "frames",
    indices: [0, 150, 299],
    priority: "thumbnail",
  });
  const rest = nextBatch(situation({}, near));
  expect(rest?.priority).toBe("prefetch");
  expect(rest?.indices.length).toBe(16);
  expect(rest?.indices.slice(0, 3)).toEqual([107, 108, 109]);
});

test("answers stay short while the user scrolls", () => {
  expect(nextBatch(situation({ busy: true }, [100]))?.indices.length).toBe(2);
});

test("a frame larger than a message goes alone", () => {
  expect(nextBatch(situation({ bytesPerFrame: 30 * 2 ** 20 }, [100]))?.indices.length).toBe(1);
});

test("nothing is asked for when all is there, or nothing is known", () => {
  const all = Array.from({ length: 300 }, (_, k) => k);
  expect(nextBatch(situation({}, all))).toBeNull();
  expect(nextBatch(situation({ count: 0 }))).toBeNull();
});

test("300 slices of 512 kB fit the budget, every one exactly once", () => {
  const order = [...outward(situation())];
  expect(order.length).toBe(300);
  expect(new Set(order).size).toBe(300);
});

test("no more than the budget holds is ever wanted", () => {
  const order = [...outward(situation({ budget: 10 * KB512 }))];
  expect(order.length).toBe(9);
  expect(order[0]).toBe(100);
});

test.each([0, 299])("at the end %i the order goes one way", (current) => {
  const order = [...outward(situation({ current }))];
  expect(order.length).toBe(300);
  expect(Math.abs((order[299] ?? 0) - current)).toBe(299);
});

test("answers hold no more than the link carries in the meantime", () => {
  expect(nextBatch(situation({ most: 3 * KB512 }, [100]))?.indices.length).toBe(3);
  expect(nextBatch(situation({ most: 10 }, [100]))?.indices.length).toBe(1);
});

test("a picture goes before the frame, and pictures of what is near before exact frames", () => {
  const thin = { pictures: "first", unpictured: () => true } as const;
  const first = nextBatch(situation(thin));
  expect(first).toEqual({ what: "pictures", indices: [100], priority: "visible" });
  const here = { ...thin, unpictured: (index: number) => index !== 100 };
  expect(nextBatch(situation(here))).toMatchObject({ what: "frames", indices: [100] });
  const pictures = nextBatch(situation({ ...here, busy: true }));
  expect(pictures).toMatchObject({ what: "pictures", priority: "interaction" });
  expect(pictures?.indices).toEqual([101, 102, 99, 103, 104, 98, 105, 106]);
  expect(nextBatch(situation({ ...thin, busy: true, unpictured: () => false }))).toBeNull();
  const done = nextBatch(situation({ ...thin, unpictured: () => false }, [100]));
  expect(done).toMatchObject({ what: "frames", priority: "interaction" });
  const near = Array.from({ length: 13 }, (_, k) => 94 + k);
  expect(nextBatch(situation({ ...thin, unpictured: () => false }, near))).toBeNull();
});

test("on pictures alone, no frame is asked for, and pictures reach 32 frames far", () => {
  const asked = new Set<number>();
  const only = { pictures: "only", unpictured: (index: number) => !asked.has(index) } as const;
  for (;;) {
    const batch = nextBatch(situation(only));
    if (!batch) break;
    expect(batch.what).toBe("pictures");
    for (const index of batch.indices) asked.add(index);
  }
  expect([Math.min(...asked), Math.max(...asked), asked.size]).toEqual([68, 132, 65]);
});

test("of few frames as many are wanted as fit, and always the one on screen", () => {
  const room = (budget: number) => [...outward(situation({ budget }))].length;
  const fit = [0, 1, 2, 3, 4, 5].map((frames) => room(frames * KB512));
  expect(fit).toEqual([1, 1, 2, 3, 3, 4]);
  expect(room(KB512 - 1)).toBe(1);
});

test("however small frames are, no more than the kernel answers at once", () => {
  const near = Array.from({ length: 13 }, (_, k) => 94 + k);
  expect(nextBatch(situation({ bytesPerFrame: 100 }, near))?.indices.length).toBe(64);
});
