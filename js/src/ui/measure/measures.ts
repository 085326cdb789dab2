// Measuring in one view: its layer, its tools and keys, what is selected in it.
import type { FrameStore } from "../../frames/store.ts";
import type { ToolName } from "../../sync/state.ts";
import type { Actions } from "../actions.ts";
import { h, setFlag, setText } from "../dom.ts";
import type { Start } from "../gestures.ts";
import type { Keys } from "../keyboard.ts";
import type { Live } from "../live.ts";
import type { MenuSection } from "../menu.ts";
import type { View } from "../view.ts";
import type { Book } from "./book.ts";
import { drawing, newShape } from "./drawing.ts";
import { editing } from "./editing.ts";
import { layer } from "./layer.ts";
import { list } from "./list.ts";
import { measureMenu } from "./menu.ts";
import { inside, isKind, KINDS, NAMES, ofSize, type Point } from "./shape.ts";
import { spoken } from "./text.ts";

export interface Measures {
  /** What a drag does with each tool, and what a press on a shape does whatever the tool. */
  starts: Partial<Record<ToolName, Start>>;
  grab: Start;
  keys: Keys;
  menu(): MenuSection[];
  /** Below the image. */
  list: HTMLElement;
  /** One step back: the drawing, the selection, the tool. */
  escape(): void;
  /** After each draw of the view. */
  show(): void;
}

interface Parts {
  root: HTMLElement;
  /** What has the size of the canvas and takes the gestures. */
  screen: HTMLElement;
  view: View;
  act: Actions;
  live: Live;
  store: FrameStore;
  book: Book;
}

export function measures(parts: Parts, signal: AbortSignal): Measures {
  const { root, screen, view, act, live, store, book } = parts;
  let selected: string | null = null;
  let said: unknown = null;
  const leave = () => root.focus({ preventScroll: true });
  const above = layer(leave);
  const voice = h("div", { class: "dw-said", "aria-live": "polite" });
  const { toImage } = view;

  const info = () => view.shown?.info;
  const size = (): Point => [info()?.columns ?? 0, info()?.rows ?? 0];
  const room = () => ({
    width: view.area.width / view.ratio,
    height: view.area.height / view.ratio,
  });
  const select = (id: string | null) => {
    selected = id;
    view.ask();
  };
  const add = (shape: Parameters<Book["put"]>[0]) => {
    select(shape.id);
    book.put(shape);
  };
  const to = { size, toImage, select, leave, changed: view.ask, drawn: add };
  const pen = drawing({ ...to, index: () => info()?.index ?? null });
  const grab = editing({ book, layer: above }, to, signal);

  const go = (id: string, index: number) => {
    act.slice(index, "now");
    select(id);
  };
  const geometry = (index: number) => store.get(index)?.info.geometry ?? null;
  const below = list(book, { go, geometry, closed: leave }, signal);

  const pick = (tool: ToolName) => {
    pen.drop();
    live.show({ tool }, "now");
  };
  /** A shape in the middle of what is seen, for whom there is no pointer. */
  const drop = () => {
    const { tool } = live.now;
    const { width, height } = room();
    const [index, first, last] = [info()?.index, toImage(0, 0), toImage(width, height)];
    if (!isKind(tool) || index === undefined || !first || !last) return;
    const shape = newShape(tool, index, ofSize(tool, inside(first, size()), inside(last, size())));
    add(shape);
    show();
    above.focus({ id: shape.id, handle: null });
  };
  /** Only what is seen: the selection may be on another slice. */
  const remove = () => {
    const { id, index } = (selected && book.get(selected)?.shape) || { id: "", index: -1 };
    if (index === info()?.index) book.remove(id);
  };
  /** The result of what is selected, when it comes. */
  const say = () => {
    const entry = selected ? book.get(selected) : undefined;
    if (!entry?.row || entry.row === said) return;
    said = entry.row;
    setText(voice, spoken(entry, null));
  };
  const show = () => {
    const index = info()?.index;
    if (pen.draft && pen.draft.index !== index) pen.drop();
    const here = book.entries.filter(({ shape }) => shape.index === index);
    const { draft } = pen;
    if (draft) here.push({ shape: draft, row: null, problem: null });
    const toScreen = (point: Point) => view.toScreen(point) ?? point;
    setFlag(above.el, "data-drawing", isKind(live.now.tool));
    above.show(here, {
      selected: draft?.id ?? selected,
      geometry: info()?.geometry ?? null,
      area: room(),
      toScreen,
    });
  };
  const hover = ({ clientX, clientY, buttons }: PointerEvent) => {
    if (buttons) return;
    const box = screen.getBoundingClientRect();
    pen.hover(clientX - box.left, clientY - box.top);
  };

  screen.append(above.el, voice);
  screen.addEventListener("pointermove", hover, { signal });
  book.on(() => {
    say();
    view.ask();
  }, signal);
  return {
    starts: Object.fromEntries(NAMES.map((kind) => [kind, pen.start(kind)])),
    // A point of the shape that is being drawn may lie on another shape.
    grab: (at, event) => (pen.draft ? null : grab(at, event)),
    keys: {
      ...Object.fromEntries(NAMES.map((kind) => [KINDS[kind][1], () => pick(kind)])),
      w: () => pick("window"),
      Enter: drop,
      Delete: remove,
      Backspace: remove,
    },
    menu: () => measureMenu(live.now.tool, below, pick),
    list: below.el,
    escape() {
      if (pen.drop()) return;
      if (selected) select(null);
      else pick("window");
    },
    show,
  };
}
