// Tiles in lines: how many fit, and where a key leads. Pure.

/** How many tiles of `least` pixels fit beside each other; one at least. */
export function columnsIn(width: number, least: number): number {
  return Math.max(Math.floor(width / least), 1);
}

/** The place that a key leads to, before the ends are heeded; null for other keys. */
export function step(
  key: string,
  current: number | null,
  across: number,
  lines: number,
): number | null {
  const moves: Record<string, number> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: across,
    ArrowUp: -across,
    PageDown: across * lines,
    PageUp: -across * lines,
  };
  if (key === "Home") return 0;
  if (key === "End") return Number.MAX_SAFE_INTEGER;
  const move = moves[key];
  if (move === undefined) return null;
  if (current === null) return 0;
  // Up from the first line stays in it, whichever tile it is.
  return current + move < 0 && move < -1 ? current % across : current + move;
}
