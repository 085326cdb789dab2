// The menu "Measure": the tools, and the list of what was measured.
import type { ToolName } from "../../sync/state.ts";
import type { MenuSection } from "../menu.ts";
import type { List } from "./list.ts";
import { KINDS, NAMES } from "./shape.ts";

export function measureMenu(
  tool: ToolName,
  { open, toggle }: List,
  pick: (tool: ToolName) => void,
): MenuSection[] {
  const item = (name: ToolName, label: string, key?: string) => ({
    label,
    key,
    on: name === tool,
    run: () => pick(name),
  });
  const view = [
    item("window", "Sets the window", "w"),
    item("pan", "Moves the image"),
    item("zoom", "Zooms"),
  ];
  const draw = NAMES.map((kind) => item(kind, KINDS[kind][0], KINDS[kind][1]));
  const show = { label: "All measurements", on: open, toggle: true, run: toggle };
  return [
    { title: "A drag on the image", items: [...view, ...draw] },
    { title: "Results", items: [show] },
  ];
}
