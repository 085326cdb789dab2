import { expect, test } from "vitest";
import { Link } from "../src/frames/link.ts";

const KB512 = 512 * 1024;

/** Answers of `bytes` over a link of `rate` bytes a second, one after the other. */
function over(link: Link, rate: number, count = 5, bytes = KB512, kernel = 4): Link {
  let now = 1000;
  for (let k = 0; k < count; k++) {
    const sent = now;
    now += kernel + (1000 * bytes) / rate;
    link.answered({ bytes, sent, arrived: now, kernel });
  }
  return link;
}

test("before anything is known, the link is taken for fast and answers are short", () => {
  const link = new Link();
  expect([link.rate, link.pace, link.most]).toEqual([null, "fast", 2 ** 20]);
  expect(link.accept).toEqual(["raw", "deflate"]);
});

test.each([
  [60e6, "fast", ["raw", "deflate"]],
  [12e6, "slow", ["deflate", "raw"]],
  [2.5e6, "thin", ["deflate", "raw"]],
])("%d bytes a second are %s", (rate, pace, accept) => {
  const link = over(new Link(), rate);
  expect(link.rate).toBeCloseTo(rate, -3);
  expect([link.pace, link.accept]).toEqual([pace, accept]);
  const least = pace === "thin" ? 0 : 4 * 2 ** 20;
  expect(link.most).toBeCloseTo(Math.max(rate / 4, least), -3);
});

test("what the kernel needed is not the link's", () => {
  expect(over(new Link(), 60e6, 3, KB512, 500).pace).toBe("fast");
});

test("a busy loopback, whose messages are late by themselves, is not taken for slow", () => {
  const link = new Link();
  link.answered({ bytes: KB512, sent: 0, arrived: 40, kernel: 1 });
  expect(link.pace).toBe("fast");
  const large = new Link();
  large.answered({ bytes: 8 * 2 ** 20, sent: 0, arrived: 300, kernel: 10 });
  expect(large.pace).toBe("fast");
});

test("small answers tell nothing: their delay is not the link's rate", () => {
  expect(over(new Link(), 0.1e6, 5, 30_000).rate).toBeNull();
});

test("two answers that travel together share the link", () => {
  const link = new Link();
  const each = (1000 * KB512) / 20e6;
  for (let k = 0; k < 4; k++) {
    const sent = Math.max(0, (k - 1) * each);
    link.answered({ bytes: KB512, sent, arrived: (k + 1) * each, kernel: 0 });
  }
  expect(link.rate).toBeCloseTo(20e6, -3);
});

test("answers that a busy page hears of at once do not make the link fast", () => {
  const link = new Link();
  link.answered({ bytes: KB512, sent: 0, arrived: 400, kernel: 0 });
  link.answered({ bytes: KB512, sent: 0, arrived: 400.1, kernel: 0 });
  expect(link.rate).toBeLessThan(3e6);
});

test("one slow answer of a busy moment changes nothing, a link that changed does", () => {
  const link = over(new Link(), 60e6);
  over(link, 1e6, 1);
  expect(link.pace).toBe("fast");
  over(link, 1e6, 4);
  expect(link.pace).toBe("thin");
  over(link, 60e6, 1);
  expect(link.pace).toBe("fast");
});
