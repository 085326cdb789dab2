// Bringing a row to sight: what it is below of is opened, a search that hides it is left.

export interface RevealOptions {
  /** Where a row is among those that are shown, -1 where it is not. */
  placeOf: (id: number) => Promise<number>;
  /** Open these rows; true where one of them was closed. */
  open: (ids: readonly number[]) => boolean;
  /** Show more rows; false where all are shown already. */
  widen: () => boolean;
  /** Ask for the rows again; resolves when they are in. */
  reload: () => Promise<void>;
  go: (place: number) => void;
}

/** Go to the row `id`, which is below the rows `above`; false where there is no such row. */
export async function reveal(
  id: number,
  above: readonly number[],
  { placeOf, open, widen, reload, go }: RevealOptions,
): Promise<boolean> {
  if (open(above)) await reload();
  let place = await placeOf(id);
  while (place < 0 && widen()) {
    open(above);
    await reload();
    place = await placeOf(id);
  }
  if (place >= 0) go(place);
  return place >= 0;
}
