// What a viewer shows before it is unpacked: the pushed picture, where the viewer will draw it.
import { turnInfo } from "../display/turn.ts";
import { drawLayers } from "../render/layers.ts";
import { type Sketch, type Sketched, sketchOf } from "../render/sketch.ts";
import { type Binary, dataView } from "../sync/buffers.ts";
import { type AnyModel, listen } from "../sync/host.ts";
import type { KernelEvent } from "../sync/messages.ts";
import type { ViewerTraits } from "../sync/state.ts";
import { area } from "../ui/area.ts";
import { badge } from "../ui/badges.ts";
import { h } from "../ui/dom.ts";
import { PREVIEW } from "../ui/picture_badges.ts";
import { pictureOf } from "../ui/turning.ts";
import { place } from "../ui/viewport.ts";
import type { Ahead } from "./heading.ts";

interface Pushed {
  info: Sketched;
  sketch: Sketch;
}

/** Look ahead: listens for pictures, and draws the last one in every view. */
const ahead: Ahead = (model, signal) => {
  const draws = new Set<() => void>();
  let last: Pushed | null = null;
  const take = (info: Sketched, sketch: Sketch | null) => {
    if (!sketch || signal.aborted) return;
    info.sketch = sketch;
    last = { info, sketch };
    for (const draw of draws) draw();
  };
  const receive = (content: unknown, buffers: Binary[] = []) => {
    const said = content as KernelEvent;
    if (said?.event !== "first_picture") return;
    const info = said.data as Sketched;
    const [described, buffer] = [info.buffers[0], buffers[0]];
    if (!described || !buffer) return;
    // The viewer goes on with what stands on the screen.
    if (last) info.earlier = last.sketch;
    const made = sketchOf(dataView(buffer), described);
    if (made instanceof Promise) void made.then((sketch) => take(info, sketch));
    else take(info, made);
  };
  listen(model, "msg:custom", receive, signal);
  return (el, until) => {
    const { root, screen, canvas, badges } = skeleton();
    const gone = new AbortController();
    const over = AbortSignal.any([until, gone.signal]);
    const draw = () => {
      if (!last || box.size.width === 0) return;
      badges.hidden = false;
      drawn(canvas, last, box.size, model);
    };
    const box = area(screen, draw, over);
    draws.add(draw);
    over.addEventListener("abort", () => {
      draws.delete(draw);
      root.remove();
    });
    el.classList.add("dw-host");
    el.append(root);
    box.measure();
    draw();
    return () => gone.abort();
  };
};

export default ahead;

function drawn(
  canvas: HTMLCanvasElement,
  { info: { frame }, sketch }: Pushed,
  size: { width: number; height: number },
  model: AnyModel,
): void {
  const get = <K extends keyof ViewerTraits>(name: K) => model.get<ViewerTraits[K]>(name);
  const turn = { rotation: get("rotation"), flip: get("flip") };
  const picture = pictureOf(turnInfo(frame, turn), frame);
  const at = place({ zoom: get("zoom"), center: null }, picture, size);
  const { columns, rows } = frame;
  const context = canvas.getContext("2d", { alpha: false });
  if (!context) return;
  Object.assign(canvas, { width: size.width, height: size.height });
  context.fillRect(0, 0, size.width, size.height);
  drawLayers(context, [{ image: sketch, region: [0, 0, columns, rows] }], frame, at, turn);
}

/** The viewer without what is not known yet: its parts have the sizes that they will have. */
function skeleton() {
  const badges = h("div", { class: "dw-badges", hidden: true }, badge(PREVIEW));
  const canvas = h("canvas", { class: "dw-canvas", role: "img", "aria-label": "First image" });
  const screen = h("div", { class: "dw-screen" }, canvas);
  const box = h("div", { class: "dw-box" }, screen);
  const stage = h("div", { class: "dw-stage" }, box, h("div", { class: "dw-strip" }));
  const main = h("div", { class: "dw-main" }, stage, h("div", { class: "dw-controls-ahead" }));
  const words = h("div", { class: "dw-words" }, badges);
  const root = h(
    "div",
    {
      class: "dicomwidgets dw-series-viewer dw-ahead",
      role: "group",
      "aria-label": "DICOM series",
      "aria-busy": "true",
    },
    h("div", { class: "dw-titlebar" }, words, h("div", { class: "dw-tools-ahead" })),
    h("div", { class: "dw-body" }, h("div", { class: "dw-panels" }, main)),
  );
  return { root, screen, canvas, badges };
}
