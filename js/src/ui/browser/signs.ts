// The icons of a browser of collections: what a row stands for, how bad a finding is.
import { iconOf } from "../icons.ts";

const PATHS = {
  patients:
    "M8 2.5a2.7 2.7 0 1 1 0 5.4a2.7 2.7 0 0 1 0-5.4M2.8 13.5c.4-2.6 2.4-4 5.2-4s4.8 1.4 5.2 4",
  studies: "M2 4.5V13h12V6H8L6.5 4.5z",
  series: "M4.5 5.5h9v8h-9zM2.5 10.5v-8h9",
  error: "M5.5 2.5h5l3 3v5l-3 3h-5l-3-3v-5zM8 5v3.8M8 11v.1",
  warning: "M8 2.5 14 13H2zM8 6.5v3M8 11.3v.1",
  info: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2M8 7.3v3.7M8 4.9v.1",
  none: "M2.5 3.5h11v9h-11zM2.5 12.5l11-9",
  tree: "M3 3h4M4.5 3v9.5H7M4.5 7.8H7M9 3h4.5M9 7.8h4.5M9 12.5h4.5",
  table: "M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11",
  gallery: "M2.5 2.5h4v4h-4zM9.5 2.5h4v4h-4zM2.5 9.5h4v4h-4zM9.5 9.5h4v4h-4z",
  picture: "M2.5 3.5h11v9h-11zM2.5 11l3.5-3.5 3 3 2-2 2.5 2.5M10.5 6v.1",
  pencil: "M3 13l.6-3L11 2.7 13.3 5 6 12.4zM9.6 4.1l2.3 2.3",
  out: "M8 10V2.5M5 5.5l3-3 3 3M2.5 10v3.5h11V10",
  person:
    "M8 3.5a2 2 0 1 1 0 4a2 2 0 0 1 0-4M2.5 2.5h11v11h-11zM4.5 13.5c.3-2.3 1.6-3.5 3.5-3.5s3.2 1.2 3.5 3.5",
} as const;

export type Sign = keyof typeof PATHS;

export function sign(name: Sign): SVGElement {
  return iconOf(PATHS[name]);
}
