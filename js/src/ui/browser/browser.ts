// A view of the browser of collections: what there is and how far the reading is above, facets, rows
// or tiles, and beside them what one opens of what is selected.

import sheet from "../../styles/collection_browser_details.css?inline";
import type { GetGroupsResult, GroupRow, GroupsAsked } from "../../sync/browser_messages.ts";
import type { Host } from "../../sync/host.ts";
import type { BrowserTraits, State } from "../../sync/state.ts";
import { askRows, payloadOf, type Transport } from "../../sync/transport.ts";
import { h, setFlag, setText } from "../dom.ts";
import { type Facets, facets } from "../facets.ts";
import { icon } from "../icons.ts";
import { keyboard } from "../keyboard.ts";
import { lossLine } from "../loss.ts";
import { menu } from "../menu.ts";
import { message } from "../message.ts";
import { type Opened, pane } from "../pane.ts";
import { picking } from "../picking.ts";
import type { Page } from "../row_cache.ts";
import { search } from "../search.ts";
import { table } from "../table.ts";
import { toast } from "../toast.ts";
import { tooltips } from "../tooltip.ts";
import { ACTS, actBar } from "./acts.ts";
import { again } from "./again.ts";
import { beside } from "./beside.ts";
import { bulkEdit } from "./bulk_edit.ts";
import { bulkExport } from "./bulk_export.ts";
import { arranged, browserColumns, groupRowClass } from "./columns.ts";
import { emptiness } from "./empty.ts";
import { leftOutText, plural, size } from "./figures.ts";
import { folding } from "./folding.ts";
import { type Form, forms } from "./forms.ts";
import { found } from "./found.ts";
import { gallery } from "./gallery.ts";
import { reading } from "./reading.ts";
import { thumbnails } from "./thumbnails.ts";
import { tile } from "./tile.ts";
import { viewSections } from "./view_menu.ts";
import { hiding } from "./way_to.ts";

export interface Shared {
  traits: State<BrowserTraits>;
  transport: Transport;
  beside: Opened;
}

export interface Place {
  el: HTMLElement;
  signal: AbortSignal;
  host: Host;
}

/** Pixels of a row with its picture, and without. */
const TALL = 50;
const LOW = 26;
/** Pixels from which facets stand beside the rows, and where a pane does as well. */
const WIDE = 900;
const WIDE_WITH_PANE = 1240;
/** So long a selection rests before what is open beside it follows. */
const REST_MS = 250;

export function browser(shared: Shared, { el, signal, host }: Place): void {
  const { traits, transport } = shared;
  const browsing = folding();
  // What a search finds is shown even below a closed row; rows closed meanwhile are its own.
  const searching = folding();
  let query = "";
  let sort: GroupsAsked["sort"] = null;
  let last: GetGroupsResult | null = null;
  let pictures = true;
  let tiles = false;
  let docked: boolean | null = null;
  let width = 0;
  /** The row to go to when the rows are in. */
  let goal: number | null = null;
  let reached: { id: number; place: number } | null = null;
  let going = 0;
  let timer = 0;

  const title = h("h2", { class: "dw-widget-title" }, "Collection");
  const figures = h("span", { class: "dw-shelf-figures" });
  const trouble = h("div", { class: "dw-shelf-trouble" });
  /** Why the reading ended early. */
  const ended = h("div", { class: "dw-shelf-trouble" });
  const word = toast(signal);
  const loss = lossLine(transport, "dw-shelf-loss", signal);
  const progress = reading(transport, signal);
  const small = thumbnails(transport, signal);

  const field = search(
    {
      label: "Search the collection",
      placeholder: "Search, or Modality:CT",
      onQuery(next) {
        query = next;
        narrowed();
      },
    },
    signal,
  );
  const filter: Facets<string> = facets(
    {
      few: 6,
      async ask() {
        const args = { query, facets: chosen() };
        return (await transport.request("get_browser_facets", args, { signal })).result.facets;
      },
      onChange: () => narrowed(),
    },
    signal,
  );
  const chosen = (): Record<string, string[]> => ({ ...filter.chosen }) as Record<string, string[]>;
  const narrowing = () => query !== "" || Object.keys(filter.chosen).length > 0;
  const fold = () => (narrowing() ? searching : browsing);
  const narrowed = () => {
    searching.clear();
    filter.refresh();
    reload({ top: true });
  };
  const widen = () => {
    field.clear();
    filter.clear();
  };

  const form = (): Form => (traits.get("tree") ? "tree" : tiles ? "gallery" : traits.get("level"));
  const asked = (): GroupsAsked => ({
    level: traits.get("level"),
    tree: traits.get("tree"),
    query,
    facets: chosen(),
    sort,
    ...fold().asked,
  });
  const places = async (asked: GroupsAsked, locate: number[]): Promise<number[]> => {
    const args = { ...asked, start: 0, stop: 0, locate };
    return (await transport.request("get_groups", args, { signal })).result.places;
  };
  const fetch = async (
    start: number,
    stop: number,
    generation: number,
    locate: number[],
  ): Promise<Page<GroupRow>> => {
    const id = locate.length > 0 ? goal : null;
    const question = { start, stop, ...asked(), locate: id === null ? locate : [...locate, id] };
    last = await askRows(transport, "get_groups", question, { generation, signal });
    if (id !== null) reached = { id, place: last.places.at(-1) ?? -1 };
    fold().learn(last.rows);
    // In a table nothing opens, whatever a group holds.
    const flat = question.tree ? last.rows : last.rows.map((row) => ({ ...row, children: 0 }));
    return { ...last, rows: flat };
  };

  const empty = emptiness({ narrowing, widen });
  const picks = picking(
    {
      traits,
      async ids(start, stop) {
        const args = { ...asked(), start, stop };
        return (await transport.request("get_group_ids", args, { signal })).result.ids;
      },
      locate: (ids) => places(asked(), ids),
      say: (text) => word.say(text),
      changed: selected,
    },
    signal,
  );
  const common = {
    fetch,
    picking: picks,
    onPage,
    onError(error: unknown) {
      fresh.answered(last?.progress.loading ?? false);
      goal = null;
      if (signal.aborted || !transport.live) return;
      trouble.replaceChildren(message(payloadOf(error)));
      nothing(last === null);
    },
    onActivate: view,
    empty: () => empty.el,
  };
  const rows = table<GroupRow>(
    {
      ...common,
      label: "Patients, studies and series",
      columns: browserColumns({
        words: () => query.split(/\s+/).filter((part) => part && !part.includes(":")),
        picture: (row) => {
          const has = pictures && row.thumbnail && (row.level === "series" || !traits.get("tree"));
          return has ? small.of(row.id) : null;
        },
        below: () => (pictures ? [...aboveKeys(form()), ...under] : []),
      }),
      tree: fold,
      rowClass: groupRowClass,
      sorting: { sorted: () => sort, sort: sortBy },
      rowHeight: () => (pictures ? TALL : LOW),
    },
    signal,
  );
  const wall = gallery<GroupRow>(
    {
      ...common,
      label: "Series",
      tile: (row) => tile(row, row.thumbnail ? small.of(row.id) : null),
    },
    signal,
  );
  const lines = () => (form() === "gallery" ? wall : rows);
  const reload = (options?: { top?: boolean }) => lines().reload(options);
  const fresh = again(() => {
    reload();
    filter.refresh();
  }, signal);

  function sortBy(column: string): void {
    const descending = sort?.column === column && !sort.descending;
    sort = sort?.column === column && sort.descending ? null : { column, descending };
    reload({ top: true });
  }
  function selected(): void {
    lines().redraw();
    acts.show(picks.ids.length, side.kind);
    clearTimeout(timer);
    timer = window.setTimeout(() => side.follow(), REST_MS);
  }
  function onPage(_page: Page<GroupRow>, first: boolean): void {
    if (!first || !last) return;
    const { counts, all, progress: far } = last;
    const grown = far.complete && !complete;
    complete = far.complete;
    if (grown) small.renew();
    if (goal !== null && reached?.id === goal) arrive(reached);
    trouble.replaceChildren();
    nothing(false);
    setText(title, last.title || "Collection");
    setText(
      figures,
      [
        plural(counts.instances, "file"),
        counts.bytes > 0 && size(counts.bytes),
        leftOutText(far),
        far.checking && "looking for what is wrong…",
      ]
        .filter(Boolean)
        .join(" · "),
    );
    progress.show(far);
    if (far.problem) ended.replaceChildren(message(far.problem));
    shape.count(counts, all);
    field.count(query ? plural(last.matches, "match", "matches") : "");
    field.remark(last.remark);
    empty.show(far);
    if (docking() && first) firstFacets();
    fresh.answered(far.loading || far.checking);
  }
  /** Where nothing can be shown, only the reason is. */
  function nothing(on: boolean): void {
    for (const each of [bar, acts.el, main]) each.hidden = on;
  }
  let complete = false;
  let filled = false;
  const firstFacets = () => {
    if (!filled) filter.refresh();
    filled = true;
  };

  function view(): void {
    if (traits.get("pane") === "series_viewer")
      side.el.querySelector<HTMLElement>(".dicomwidgets[tabindex]")?.focus();
    else traits.commit({ pane: "series_viewer" });
  }
  const run = (kind: string) => traits.commit({ pane: traits.get("pane") === kind ? "" : kind });
  const acts = actBar(transport, run, () => picks.clear());
  const kernel = (said: (text: string) => void) =>
    pane(
      {
        transport,
        host,
        beside: shared.beside,
        selection: () => picks.ids,
        alone: "Show it on its own: dicomwidgets.view(browser.selected).",
        said,
      },
      () => {},
      signal,
    );
  const side = beside(
    {
      pane: kernel,
      pages: [
        found(transport, { go: (id) => void goTo(id) }),
        bulkEdit(transport, signal),
        bulkExport(transport, signal),
      ],
      selection: () => picks.ids,
      title: (kind) => ACTS.find((act) => act.kind === kind)?.label ?? "",
      close() {
        traits.commit({ pane: "" });
        lines().focus();
      },
    },
    signal,
  );
  const opened = (kind: string) => {
    side.show(kind);
    root.classList.toggle("dw-shelf-split", kind !== "");
    acts.show(picks.ids.length, kind);
    arrange();
  };

  /** Go to the row of a series; what hides it, and nothing else, is opened. */
  async function goTo(id: number): Promise<void> {
    const mine = ++going;
    if (form() === "patients" || form() === "studies") traits.commit({ tree: true });
    const shows = async (asked: GroupsAsked) => ((await places(asked, [id]))[0] ?? -1) >= 0;
    try {
      let hidden = await hiding(asked(), shows);
      if (hidden === "narrowed") {
        widen();
        hidden = await hiding(asked(), shows);
      }
      if (mine !== going) return;
      if (hidden === null) return word.say("This table has no row of it.");
      if (hidden === "closed") fold().clear();
      goal = id;
      reload();
    } catch (reason) {
      if (mine === going && !signal.aborted) trouble.replaceChildren(message(payloadOf(reason)));
    }
  }
  function arrive({ id, place }: { id: number; place: number }): void {
    goal = reached = null;
    if (place < 0) return;
    lines().go(place, null);
    picks.pick("only", place, id);
  }

  let choosing = false;
  const shape = forms((next) => {
    choosing = true;
    if (next === "tree") traits.commit({ tree: true });
    else traits.commit({ tree: false, level: next === "gallery" ? "series" : next });
    tiles = next === "gallery";
    choosing = false;
    turned();
  });
  let turn = "";
  const turned = () => {
    if (choosing) return;
    if (traits.get("tree") || traits.get("level") !== "series") tiles = false;
    const now = form();
    if (now === turn) return;
    turn = now;
    shape.show(now);
    rows.el.hidden = now === "gallery";
    wall.el.hidden = now !== "gallery";
    reload({ top: true });
  };

  const more = h("button", { class: "dw-button" }, icon("panels"), "Layout");
  menu(
    more,
    "Layout",
    () =>
      viewSections({
        traits,
        form: form(),
        hidden: under,
        pictures,
        folding: fold(),
        unfold(level) {
          fold().unfold(level);
          reload({ top: true });
        },
        switchPictures() {
          pictures = !pictures;
          rows.redraw();
        },
      }),
    signal,
  );
  const facetsButton = h(
    "button",
    { class: "dw-button", "aria-expanded": "false", onclick: () => dockBy(!docking()) },
    icon("filter"),
    "Filter",
  );
  const dockBy = (on: boolean) => {
    docked = on;
    arrange();
  };
  const docking = () => width >= WIDE && (docked ?? width >= (side.kind ? WIDE_WITH_PANE : WIDE));

  const dock = h("div", { class: "dw-shelf-facets", role: "region", "aria-label": "Filter" });
  const around = h("div", { class: "dw-shelf-rows" }, rows.el, wall.el);
  const main = h("div", { class: "dw-shelf-main" }, dock, around, side.el);
  const bar = h(
    "div",
    { class: "dw-shelf-bar" },
    shape.el,
    field.el,
    h("div", { class: "dw-shelf-tools" }, facetsButton, filter.button, more),
  );
  const root = h(
    "div",
    {
      class: "dicomwidgets dw-collection-browser",
      role: "group",
      "aria-label": "DICOM collection",
    },
    h("style", {}, sheet),
    h("div", { class: "dw-shelf-head" }, h("div", { class: "dw-shelf-said" }, title, figures)),
    progress.el,
    loss,
    ended,
    trouble,
    bar,
    filter.chips,
    acts.el,
    main,
    word.el,
  );
  let under: string[] = [];
  const arrange = () => {
    const wide = width >= WIDE;
    filter.button.hidden = wide;
    facetsButton.hidden = !wide;
    const on = docking();
    dock.hidden = !on;
    setFlag(facetsButton, "aria-expanded", on);
    filter.dock(on ? dock : null);
    const { template, hidden } = arranged(traits.get("columns"), around.clientWidth);
    around.style.setProperty("--dw-table-columns", template);
    around.dataset.hidden = hidden.join(" ");
    const below = traits.get("columns").filter((key) => hidden.includes(key) && key !== "findings");
    if (below.join() === under.join()) return;
    under = below;
    rows.redraw();
  };
  const sized = new ResizeObserver(() => {
    width = root.clientWidth;
    arrange();
  });
  for (const each of [root, around]) sized.observe(each);
  signal.addEventListener(
    "abort",
    () => {
      sized.disconnect();
      clearTimeout(timer);
      root.remove();
    },
    { once: true },
  );

  const tall = () => root.style.setProperty("--dw-shelf-height", `${traits.get("height")}px`);
  const keys = Object.fromEntries(
    acts.all.map(({ key, kind }) => [key, () => (picks.ids.length > 0 || side.kind) && run(kind)]),
  );
  keyboard(
    root,
    {
      ...keys,
      "/": () => field.focus(),
      Escape: () => side.kind && run(side.kind),
    },
    signal,
  );
  field.el.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "ArrowDown") return;
      lines().focus();
      event.preventDefault();
    },
    { signal },
  );
  tooltips(root, signal);
  traits.on("height", tall, signal);
  traits.on("columns", arrange, signal);
  traits.on("tree", turned, signal);
  traits.on("level", turned, signal);
  traits.on("pane", opened, signal);
  transport.on("progress", fresh.now, signal);
  transport.on("rows", fresh.now, signal);
  transport.on("problem", (problem) => ended.replaceChildren(message(problem)), signal);
  tall();
  el.classList.add("dw-host");
  el.append(root);
  width = root.clientWidth;
  turned();
  opened(traits.get("pane"));
}

/** In a table of one level, what a group stands in. */
function aboveKeys(form: Form): string[] {
  if (form === "series") return ["patient", "study_description"];
  return form === "studies" ? ["patient"] : [];
}
