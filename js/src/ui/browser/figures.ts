// Numbers in words. Pure.
import type { CollectionProgress } from "../../sync/browser_messages.ts";

const UNITS = ["bytes", "kB", "MB", "GB", "TB"];

export function count(number: number): string {
  return number.toLocaleString("en-US");
}

export function plural(number: number, noun: string, many = `${noun}s`): string {
  return `${count(number)} ${number === 1 ? noun : many}`;
}

/** Bytes as three digits with their unit, in powers of a thousand: "6.1 GB". */
export function size(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

/** "12 of 34" where something narrows it down. */
export function of(left: number, all: number): string {
  return left === all ? count(all) : `${count(left)} of ${count(all)}`;
}

/** How far the reading is. */
export function readingText({ done, total, loading, complete }: CollectionProgress): string {
  if (complete) return "";
  const far = total === null ? plural(done, "file") : `${count(done)} of ${plural(total, "file")}`;
  if (loading) return total === null ? `Looking for files: ${far} so far` : `Reading: ${far}`;
  return `The reading was stopped after ${far}: the others are not shown. Run the cell again to read them.`;
}

/** What of the source is not among the rows. */
export function leftOutText({ skipped, unreadable }: CollectionProgress): string {
  const parts = [
    skipped > 0 && `${count(skipped)} not DICOM`,
    unreadable > 0 && `${count(unreadable)} with reading problems`,
  ];
  return parts.filter(Boolean).join(" · ");
}
