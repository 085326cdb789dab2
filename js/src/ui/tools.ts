// The table of tools: a new one is a line here. From it come the button, its tip, its key, its
// line in the menu "More" and on the help sheet.
import type { FrameStore } from "../frames/store.ts";
import type { Transport } from "../sync/transport.ts";
import type { Actions } from "./actions.ts";
import { colorMenu, nextColors } from "./colors.ts";
import type { Exporting } from "./exporting.ts";
import type { FullScreen } from "./fullscreen.ts";
import { graphicsOf, overlayMenu } from "./graphics.ts";
import type { Keys } from "./keyboard.ts";
import type { Live } from "./live.ts";
import { isKind } from "./measure/shape.ts";
import type { MenuSection } from "./menu.ts";
import { presetMenu, quantityMenu, uptakeMenu, uptakeSection } from "./presets.ts";
import type { Tool, ToolGroup } from "./toolbar.ts";
import type { View } from "./view.ts";
import { choices } from "./windowing.ts";

export interface ToolsOf {
  act: Actions;
  live: Live;
  seen: View;
  store: FrameStore;
  header: { readonly open: boolean; toggle(): void };
  screen: FullScreen;
  copy(): void;
  files: Exporting;
  transport: Transport;
  /** Null inside a panel. */
  panels: (() => MenuSection[]) | null;
  help(): void;
  measure(): MenuSection[];
}

export function tools(of: ToolsOf): ToolGroup[] {
  const { act, live, seen, store, header, screen, copy, files, panels, help, measure } = of;
  const { can } = of.transport;
  const display = () => seen.shown?.info.display;
  const colored = () => display()?.kind === "color";
  const windows = () => {
    const info = seen.shown?.info;
    const offered = info ? choices(info.display, store.series?.presets ?? []) : [];
    if (info) offered.push(uptakeSection(info, live.now.quantity));
    const sections = presetMenu(offered, live.now, act.preset);
    if (!info) return sections;
    const read = (real_world: number | null) => live.show({ real_world }, "soon");
    const take = (quantity: string) => live.show({ quantity }, "soon");
    sections.push(quantityMenu(info.display, live.now.real_world, read));
    sections.push(uptakeMenu(info, live.now.quantity, take));
    return sections;
  };
  const modality = () => store.series?.modality ?? "";
  const overlays = () => graphicsOf(seen.shown?.info, "overlay");
  const allOverlays = () => live.show({ overlays: !live.now.overlays }, "soon");
  const color = (colormap: string) => live.show({ colormap }, "soon");
  const zoom: Tool[] = [
    {
      icon: "fit",
      label: "Fit the image into the area",
      key: "f",
      run: act.fit,
      on: () => seen.viewport.zoom === null,
    },
    {
      icon: "one",
      label: "One image pixel per screen pixel",
      hint: "Double click",
      run: () => act.one(),
      on: () => seen.viewport.zoom === 1,
    },
    {
      icon: "zoomOut",
      label: "Zoom out",
      key: "-",
      hint: "−",
      run: () => act.zoomBy(1 / 1.25),
      stays: 0,
    },
    { icon: "zoomIn", label: "Zoom in", key: "+", run: () => act.zoomBy(1.25), stays: 0 },
  ];
  const look: Tool[] = [
    {
      icon: "presets",
      label: "Window presets",
      text: "Window",
      hint: "1 … 9",
      menu: windows,
      disabled: colored,
      stays: 2,
    },
    {
      icon: "colors",
      label: "Colour maps",
      text: "Colours",
      key: "c",
      menu: () => colorMenu(modality(), live.now.colormap, color),
      cycle: () => color(nextColors(modality(), live.now.colormap)),
      disabled: colored,
    },
  ];
  const turns = () => [
    {
      title: "Turn",
      items: [
        { label: "Rotate right", key: ".", run: () => act.rotate("right") },
        { label: "Rotate left", key: ",", run: () => act.rotate("left") },
        { label: "Flip left and right", key: "x", run: () => act.flip("sides") },
        { label: "Flip top and bottom", key: "y", run: () => act.flip("ends") },
      ],
    },
  ];
  const measuring: Tool[] = [
    {
      icon: () => (isKind(live.now.tool) ? live.now.tool : "ruler"),
      label: "Measure",
      text: "Measure",
      menu: measure,
      stays: 2,
    },
  ];
  const image: Tool[] = [
    {
      icon: "loupe",
      label: "Magnifier",
      key: "m",
      run: act.magnify,
      on: () => live.now.magnifier,
    },
    { icon: "turn", label: "Turn and flip", hint: ". , x y", menu: turns },
    {
      icon: "invert",
      label: "Invert",
      key: "i",
      run: act.invert,
      on: () => live.now.invert,
      disabled: colored,
    },
    {
      icon: "overlays",
      label: "Overlays",
      key: "o",
      run: allOverlays,
      on: () => live.now.overlays,
      absent: () => overlays().length !== 1,
    },
    {
      icon: "overlays",
      label: "Overlays",
      key: "o",
      menu: () => overlayMenu(overlays(), live.now, (values) => live.show(values, "soon")),
      cycle: allOverlays,
      absent: () => overlays().length < 2,
    },
    {
      icon: "shutter",
      label: "Display shutter",
      key: "u",
      run: () => live.show({ shutter: !live.now.shutter }, "soon"),
      on: () => live.now.shutter,
      absent: () => graphicsOf(seen.shown?.info, "shutter").length === 0,
    },
    {
      icon: "colors",
      label: "Colour profile",
      key: "k",
      run: () => live.show({ color_profile: !live.now.color_profile }, "soon"),
      on: () => live.now.color_profile,
      absent: () => seen.shown?.info.profile === undefined,
    },
    { icon: "reset", label: "Reset the view", key: "r", run: act.reset },
  ];
  const rest: Tool[] = [
    {
      icon: "panels",
      label: "Panels side by side",
      menu: () => panels?.() ?? [],
      absent: () => panels === null || !can("open_pane"),
    },
    {
      icon: "header",
      label: "Header of this slice",
      key: "h",
      run: header.toggle,
      on: () => header.open,
      absent: () => !can("open_pane:header_table"),
    },
    {
      icon: "export",
      label: "Export",
      key: "E",
      menu: files.sections,
      cycle: files.picture,
      absent: () => !can("get_export"),
    },
    {
      icon: "code",
      label: "Copy as Python",
      key: "p",
      run: copy,
      absent: () => !can("get_code"),
    },
    { icon: "screen", label: "Full screen", key: "F", run: screen.toggle, on: () => screen.on },
    { icon: "help", label: "Mouse and keys", key: "?", run: help, stays: 2 },
  ];
  return [
    { label: "Zoom", tools: zoom },
    { label: "Window and colours", tools: look },
    { label: "Measurements", tools: measuring },
    { label: "Image", tools: image },
    { label: "Around the image", tools: rest },
  ];
}

/** The keys of the tools; that of a menu takes its next entry. */
export function toolKeys(groups: ToolGroup[]): Keys {
  const keyed = groups.flatMap((group) => group.tools).filter(({ key }) => key);
  const press = (key: string | undefined) => {
    const tool = keyed.find((each) => each.key === key && !each.absent?.());
    if (!tool?.disabled?.()) (tool?.run ?? tool?.cycle)?.();
  };
  return Object.fromEntries(keyed.map(({ key }) => [key, () => press(key)]));
}
