// The slider that walks the files of a header's series.
import type { HeaderTraits, State } from "../../sync/state.ts";
import { h } from "../dom.ts";
import { slider } from "../slider.ts";

export function files(traits: State<HeaderTraits>, signal: AbortSignal): HTMLElement {
  const walk = slider(
    { label: "File", min: 1, max: Math.max(traits.get("count"), 1), step: 1, value: 1 },
    signal,
  );
  const el = h("div", { class: "dw-header-slider" }, walk.el);
  const place = () => {
    const count = traits.get("count");
    el.hidden = count < 2 || !traits.get("show_slider");
    walk.setRange(1, Math.max(count, 1), 1);
    walk.setUnit(count > 1 ? `of ${count}` : "");
    walk.set(traits.get("index") + 1);
  };
  walk.onCommit((value) => traits.commit({ index: Math.round(value) - 1 }));
  for (const name of ["index", "count", "show_slider"] as const) traits.on(name, place, signal);
  place();
  return el;
}
