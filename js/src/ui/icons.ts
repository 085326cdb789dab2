// One family of icons: 16 px, stroke 1.5, drawn on the same grid.
import { setAttribute, svg } from "./dom.ts";

const PATHS = {
  fit: "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
  one: "M3.2 5.4 4.8 4.3v7.4M11.2 5.4l1.6-1.1v7.4M8.3 6.4v.1M8.3 9.9v.1",
  zoomIn: "M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9M10.3 10.3l3.2 3.2M5 7h4M7 5v4",
  zoomOut: "M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9M10.3 10.3l3.2 3.2M5 7h4",
  invert: "M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11M8 2.5v11M10.5 4v8M12.5 6v4",
  overlays: "M2.5 2.5h7v7h-7zM6.5 12.5v1h7v-7h-1M4.5 6h3",
  shutter: "M2.5 2.5h11v11h-11zM8 4.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7",
  reset: "M3 8a5 5 0 1 0 1.6-3.7L3 5.8M3 2.8v3h3",
  loupe: "M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9M10.3 10.3l3.2 3.2M5.5 5.5h3v3h-3z",
  turn: "M2.5 7.5h7v6h-7zM5 4.5a4.7 4.7 0 0 1 8.3 4.2M15 6.8l-1.7 2.4-2.4-1.7",
  presets: "M2 12.5c3.5 0 3.5-9 6-9s2.5 9 6 9M8 13.5v-2",
  colors:
    "M8 2.5a5.5 5.5 0 1 0 0 11c1.4 0 1.7-1 1.2-1.9-.6-1.1.1-2.1 1.3-2.1h1.4c1 0 1.6-.7 1.6-1.7C13.5 4.7 11 2.5 8 2.5M5 8v.1M6.3 5.3v.1M9.5 5v.1",
  header: "M2.5 3.5h11v9h-11zM2.5 6.5h11M6.5 6.5v6",
  code: "M5.5 4.5 2 8l3.5 3.5M10.5 4.5 14 8l-3.5 3.5",
  export: "M8 2.5v7.5M5 7l3 3 3-3M2.5 10.5v3h11v-3",
  screen: "M9.5 2.5h4v4M13.5 2.5 9 7M6.5 13.5h-4v-4M2.5 13.5 7 9",
  help: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2M6.3 6.3A1.75 1.75 0 1 1 8.6 8c-.4.2-.6.5-.6.9M8 11.3v.1",
  warning: "M8 2.5 14 13H2zM8 6.5v3M8 11.3v.1",
  play: "M5 3v10l8-5z",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  sweep: "M2.5 8h11M5 5.5 2.5 8 5 10.5M11 5.5 13.5 8 11 10.5",
  close: "M4 4l8 8M12 4l-8 8",
  chevron: "M4.5 6.5 8 10l3.5-3.5",
  filter: "M2.5 3.5h11l-4 5v4l-3 1.5V8.5z",
  copy: "M5.5 5.5h8v8h-8zM3.5 10.5h-1v-8h8v1",
  aside: "M2.5 3.5h11v9h-11zM9.5 3.5v9",
  panels: "M2.5 3.5h11v9h-11zM8 3.5v9M2.5 8h11",
  more: "M3 7.5v1M8 7.5v1M13 7.5v1",
  ruler: "M2 11l9-9 3 3-9 9zM5 8l1.5 1.5M8 5l1.5 1.5",
  angle: "M13.5 13h-11L11 3M8 13a6 6 0 0 0-2-4",
  rectangle: "M2.5 4h11v8h-11z",
  ellipse: "M8 3.5a5.5 4.5 0 1 1 0 9 5.5 4.5 0 0 1 0-9",
  freehand: "M4 12.5c-3-2-1-5 1-5.5s1-3.5 4-4 5 2 4.5 4.5S9 13 4 12.5",
  trash: "M3 4.5h10M6.5 4V2.5h3V4M4.5 4.5l.5 9h6l.5-9",
  check: "M3.5 8.5l3 3 6-7",
} as const;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName): SVGElement {
  return iconOf(PATHS[name]);
}

/** An icon of one widget alone. */
export function iconOf(path: string): SVGElement {
  return svg(
    "svg",
    { class: "dw-icon", viewBox: "0 0 16 16", "aria-hidden": "true" },
    svg("path", { d: path }),
  );
}

/** Change what an icon made by `icon` shows. */
export function setIcon(element: Element | null, name: IconName): void {
  const path = element?.firstElementChild;
  if (path) setAttribute(path, "d", PATHS[name]);
}
