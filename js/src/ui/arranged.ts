// Which columns of a table there is room for. Pure.

export interface Place {
  key: string;
  label: string;
  /** Of the grid. */
  track: string;
  /** Pixels below which it gives way to others. */
  room: number;
  /** The greater, the sooner it gives way; 0 stays. */
  gives: number;
}

/** The places of `chosen` that fit into `width`, in their order, and the keys of all others. */
export function placesThatFit<P extends Place>(
  places: readonly P[],
  chosen: (place: P) => boolean,
  width: number,
): { shown: P[]; hidden: string[] } {
  let shown = places.filter(chosen);
  const needed = () => shown.reduce((sum, { room }) => sum + room, 0);
  while (needed() > width) {
    const next = shown.reduce((a, b) => (b.gives > a.gives ? b : a));
    if (next.gives === 0) break;
    shown = shown.filter((each) => each !== next);
  }
  return { shown, hidden: places.filter((each) => !shown.includes(each)).map(({ key }) => key) };
}
