// Which characters of two texts differ: pure.

export type Range = [start: number, stop: number];

/** Pieces that are held against each other at most; beyond, all between the ends differs. */
const MOST_PIECES = 400;

/** The stretches of `one` that `other` has not, and of `other` that `one` has not. */
export function differing(one: string, other: string): [Range[], Range[]] {
  const [from, fromEnd] = common(one, other);
  const a = one.slice(from, one.length - fromEnd);
  const b = other.slice(from, other.length - fromEnd);
  const [left, right] = middles(pieces(a), pieces(b));
  return [shifted(left, from), shifted(right, from)];
}

/** Characters that both begin and end with, no surrogate pair cut in two. */
function common(one: string, other: string): [start: number, end: number] {
  const most = Math.min(one.length, other.length);
  let start = 0;
  while (start < most && one[start] === other[start]) start++;
  if (start > 0 && isHigh(one, start - 1)) start--;
  let end = 0;
  while (end < most - start && one[one.length - 1 - end] === other[other.length - 1 - end]) end++;
  if (end > 0 && isHigh(one, one.length - end - 1)) end--;
  return [start, end];
}

const isHigh = (text: string, at: number) => /[\uD800-\uDBFF]/.test(text[at] ?? "");

/** Words, numbers, and each other character alone. */
function pieces(text: string): string[] {
  return text.match(/\p{L}+|\p{N}+|[^\p{L}\p{N}]/gu) ?? [];
}

function middles(a: string[], b: string[]): [Range[], Range[]] {
  if (a.length > MOST_PIECES || b.length > MOST_PIECES) return [whole(a), whole(b)];
  const width = b.length + 1;
  const length = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      length[i * width + j] =
        a[i] === b[j]
          ? (length[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(length[(i + 1) * width + j] ?? 0, length[i * width + j + 1] ?? 0);
  const keptA = new Set<number>();
  const keptB = new Set<number>();
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      keptA.add(i++);
      keptB.add(j++);
    } else if ((length[(i + 1) * width + j] ?? 0) >= (length[i * width + j + 1] ?? 0)) i++;
    else j++;
  }
  return [without(a, keptA), without(b, keptB)];
}

const whole = (text: string[]): Range[] => without(text, new Set());

function without(text: string[], kept: ReadonlySet<number>): Range[] {
  const found: Range[] = [];
  let at = 0;
  for (const [index, piece] of text.entries()) {
    const last = found.at(-1);
    if (!kept.has(index)) {
      if (last && last[1] === at) last[1] += piece.length;
      else found.push([at, at + piece.length]);
    }
    at += piece.length;
  }
  return found;
}

const shifted = (ranges: Range[], by: number): Range[] =>
  ranges.map(([start, stop]) => [start + by, stop + by]);
