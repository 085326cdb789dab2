// The line above the image: what it is, what is remarkable about it, and the tools.
import type { Badge, SeriesInfo, WindowPreset } from "../sync/messages.ts";
import { badges } from "./badges.ts";
import { h, setFlag, setText } from "./dom.ts";
import { type Presets, presets } from "./presets.ts";
import { problems } from "./problems.ts";
import { type Tool, toolButton, toolGroup } from "./toolbar.ts";

export interface TitlebarTo {
  fit(): void;
  one(): void;
  zoom(factor: number): void;
  invert(): void;
  reset(): void;
  header(): void;
  help(): void;
  preset(preset: WindowPreset | null): void;
  isCurrent(preset: WindowPreset | null): boolean;
}

export interface Titlebar {
  el: HTMLElement;
  presets: Presets;
  series(info: SeriesInfo | null): void;
  badges(list: readonly Badge[]): void;
  pressed(state: { fit: boolean; one: boolean; invert: boolean; header: boolean }): void;
  grey(on: boolean): void;
}

export function titlebar(to: TitlebarTo, signal: AbortSignal): Titlebar {
  const tool = (icon: Tool["icon"], label: string, key: string, run: () => void, toggle = false) =>
    toolButton({ icon, label, key, run, toggle });
  const fit = tool("fit", "Fit the image into the area", "f", to.fit, true);
  const one = toolButton({
    icon: "one",
    label: "One image pixel per screen pixel",
    key: "Double click",
    run: to.one,
    toggle: true,
  });
  const invert = tool("invert", "Invert", "i", to.invert, true);
  const header = tool("header", "Header of this slice", "h", to.header, true);
  const menu = presets(to.preset, to.isCurrent, signal);
  const title = h("div", { class: "dw-title" }, "DICOM series");
  const remarks = badges();
  const trouble = problems(signal);

  const tools = h(
    "div",
    { class: "dw-tools" },
    toolGroup(
      "Zoom",
      fit,
      one,
      tool("zoomOut", "Zoom out", "−", () => to.zoom(1 / 1.25)),
      tool("zoomIn", "Zoom in", "+", () => to.zoom(1.25)),
    ),
    menu.el,
    toolGroup("Image", invert, tool("reset", "Reset window, zoom and inversion", "r", to.reset)),
    toolGroup("More", header, tool("help", "Mouse and keys", "?", to.help)),
  );
  const words = h("div", { class: "dw-words" }, title, remarks.el, trouble.el);
  return {
    el: h("div", { class: "dw-titlebar" }, words, tools),
    presets: menu,
    series(info) {
      if (!info) return;
      const text = titleOf(info);
      setText(title, text);
      title.title = text;
      trouble.show(info);
    },
    badges: remarks.show,
    pressed(state) {
      setFlag(fit, "aria-pressed", state.fit);
      setFlag(one, "aria-pressed", state.one);
      setFlag(invert, "aria-pressed", state.invert);
      setFlag(header, "aria-pressed", state.header);
    },
    grey(on) {
      menu.button.disabled = !on;
      invert.disabled = !on;
    },
  };
}

/** The modality is said once, whoever says it. */
export function titleOf({ modality, title }: Pick<SeriesInfo, "modality" | "title">): string {
  if (!title) return modality || "Image";
  return !modality || title.startsWith(modality) ? title : `${modality} · ${title}`;
}
