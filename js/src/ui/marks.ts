// What the neighbours show in an image: the same point, and where their planes cut this one.
import { h, setFlag, svg } from "./dom.ts";

export type ScreenPoint = readonly [number, number];

export interface Marks {
  /** In CSS pixels of the screen. */
  show(cross: ScreenPoint | null, lines: readonly (readonly [ScreenPoint, ScreenPoint])[]): void;
}

/** Draw into `room`; nothing is made before there is something to show. */
export function marks(room: HTMLElement): Marks {
  let layer: SVGElement | null = null;
  let cross: HTMLElement | null = null;
  let drawn = "";
  return {
    show(at, lines) {
      const path = lines.map(([a, b]) => `M${text(a)}L${text(b)}`).join("");
      if (at || cross) {
        cross ??= room.appendChild(h("div", { class: "dw-cross" }));
        setFlag(cross, "hidden", !at);
        if (at) cross.style.transform = `translate(${at[0]}px, ${at[1]}px)`;
      }
      if (path === drawn) return;
      drawn = path;
      layer ??= room.appendChild(svg("svg", { class: "dw-lines" }, svg("path"), svg("path")));
      for (const each of layer.children) each.setAttribute("d", path);
    },
  };
}

function text([x, y]: ScreenPoint): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}
