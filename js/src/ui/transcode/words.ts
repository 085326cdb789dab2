// What is said of a transfer syntax that was tried. Pure.
import type { GetTrialResult, SyntaxInfo } from "../../sync/transcode_messages.ts";

export function ratioText({ stored_bytes, encoded_bytes }: GetTrialResult): string {
  const ratio = stored_bytes / Math.max(1, encoded_bytes);
  return `${ratio.toFixed(ratio < 10 ? 1 : 0)} times smaller`;
}

/** The verdict, in one line. */
export function lossText({ lossless, max_error, mean_error, psnr }: GetTrialResult): string {
  if (lossless) return "Nothing is lost: every stored value comes back.";
  const mean = mean_error < 0.01 ? "below 0.01" : mean_error.toFixed(2);
  const noise = psnr === null ? "" : `, ${psnr.toFixed(1)} dB`;
  return `Stored values are off by at most ${max_error}, on average by ${mean}${noise}.`;
}

/** Transfer syntaxes by what becomes of the pixels, in the order of the standard. */
export function grouped(syntaxes: readonly SyntaxInfo[]): [string, SyntaxInfo[]][] {
  const groups = new Map<string, SyntaxInfo[]>([
    ["Nothing is lost", []],
    ["Something may be lost", []],
  ]);
  for (const each of syntaxes)
    groups.get(each.parameters.length ? "Something may be lost" : "Nothing is lost")?.push(each);
  return [...groups].filter(([, members]) => members.length > 0);
}

/** The short name that stands in a list: the standard's own words without what all of them say. */
export function shortName({ name }: SyntaxInfo): string {
  return name
    .replace(/ \(Process[^)]*\)/, "")
    .replace(/^(?:High-Throughput )?JPEG 2000 Image Compression$/, (all) =>
      all.replace(" Image Compression", ""),
    )
    .replace(/ Image Compression/, "")
    .replace(/ Only\b/, "");
}
