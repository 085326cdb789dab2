// Where the rows of a virtual table lie: fixed heights, one row that may be unfolded, and a
// scroll range no longer than browsers allow.

/** Chromium stops at 33 million pixels, Firefox at 17: beyond this the scroll bar is geared down. */
export const MAX_HEIGHT = 8_000_000;

export interface Layout {
  total: number;
  rowHeight: number;
  /** Height that shows rows: the scroller's without the header. */
  viewport: number;
  /** The unfolded row and how much taller than the others it is. */
  open: { index: number; extra: number } | null;
}

export interface Window {
  /** First row to draw, and the one after the last. */
  first: number;
  stop: number;
  /** First row on screen, and the one after the last, without the overscan. */
  top: number;
  bottom: number;
  /** Add it to a row's offset to get its place inside the scrolled element. */
  shift: number;
}

/** Height of all rows. */
export function contentHeight({ total, rowHeight, open }: Layout): number {
  return total * rowHeight + (open && open.index < total ? open.extra : 0);
}

/** Height of the element that is scrolled. */
export function scrollHeight(layout: Layout): number {
  return Math.min(contentHeight(layout), MAX_HEIGHT);
}

/** Distance of a row from the first one. */
export function offsetOf({ rowHeight, open }: Layout, index: number): number {
  return index * rowHeight + (open && index > open.index ? open.extra : 0);
}

/** The row at a distance from the first one. */
export function indexAt({ total, rowHeight, open }: Layout, y: number): number {
  const plain = Math.floor(y / rowHeight);
  const index =
    !open || plain <= open.index
      ? plain
      : Math.max(open.index, Math.floor((y - open.extra) / rowHeight));
  return Math.min(Math.max(index, 0), Math.max(total - 1, 0));
}

/** What to draw at a scroll position. */
export function windowAt(layout: Layout, scrollTop: number, overscan: number): Window {
  const y = scrollTop * gear(layout);
  const top = indexAt(layout, y);
  const bottom = Math.min(indexAt(layout, y + layout.viewport) + 1, layout.total);
  return {
    first: Math.max(top - overscan, 0),
    stop: Math.min(bottom + overscan, layout.total),
    top,
    bottom,
    shift: Math.round(scrollTop - y),
  };
}

/** The nearest scroll position that shows the whole row. */
export function scrollTo(layout: Layout, index: number, scrollTop: number): number {
  const ratio = gear(layout);
  const y = scrollTop * ratio;
  const start = offsetOf(layout, index);
  const height = layout.rowHeight + (layout.open?.index === index ? layout.open.extra : 0);
  if (start < y || height > layout.viewport) return start / ratio;
  if (start + height > y + layout.viewport) return (start + height - layout.viewport) / ratio;
  return scrollTop;
}

/** Rows' pixels that pass for each pixel of scrolling: 1 but for enormous tables. */
function gear(layout: Layout): number {
  const content = contentHeight(layout);
  if (content <= MAX_HEIGHT) return 1;
  return (content - layout.viewport) / (MAX_HEIGHT - layout.viewport);
}
