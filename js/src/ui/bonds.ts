// What `viewer.link` joined, in one page: the viewers follow each other here while a gesture lasts.
// Each commit says which links it has been carried over, so that the kernel carries the others only.
import type { Host, Later } from "../sync/host.ts";
import type { Badge } from "../sync/messages.ts";
import type { LinkSpec, State, ViewerTraits } from "../sync/state.ts";
import { type Model, movePlace, type Neighbour, notLinked } from "./linking.ts";
import type { Shown } from "./live.ts";

/** Two viewers and the traits they share; `"position"` stands for slices by place. */
export interface Bond {
  readonly link: number;
  names: readonly string[];
  readonly ends: readonly [Bonded, Bonded];
}

/** A viewer that may be linked to others: what their bundles see of it. */
export interface Bonded extends Pick<Model, "live" | "store" | "views"> {
  readonly bonds: Set<Bond>;
  /** It leads, or is being led: nobody else moves it meanwhile. */
  busy: boolean;
  /** Aborts with the model. */
  readonly ended: AbortSignal;
  /** A view that can ask its host for the others. */
  add(view: Neighbour, host: Host, signal: AbortSignal): void;
  remarks(): Badge[];
}

type Values = Partial<Shown> & { zoom?: number | null };

interface Parts extends Pick<Model, "live" | "store" | "views"> {
  traits: State<ViewerTraits>;
}

export function bonds({ traits, live, store, views }: Parts, ended: AbortSignal): Bonded {
  const hosts = new Map<Neighbour, Host>();
  /** Those that begin here, and what ends them. */
  const begun = new Map<number, { bond: Bond; gone: AbortController }>();
  const seeking = new Set<number>();
  /** Led by this one, and not told yet. */
  const owing = new Set<Bonded>();
  const zoomed = new Set<Bonded>();
  const self: Bonded = { live, store, views, bonds: new Set(), busy: false, ended, add, remarks };

  const lead = (values: Values) => {
    if (self.busy) return;
    for (const each of carry(self, values)) (values.zoom === undefined ? owing : zoomed).add(each);
  };
  live.on((values, when, heard) => when && !heard && lead(values), ended);
  live.telling = (values) => {
    lead(values);
    const links = [...self.bonds].filter(isHeld).map(({ link }) => link);
    const count = (traits.get("_carried")?.count ?? 0) + 1;
    return links.length > 0 ? { _carried: { count, names: Object.keys(values), links } } : {};
  };
  live.onTold(({ zoom }) => {
    if (self.busy) return;
    const led = [...owing];
    owing.clear();
    for (const each of led) during(each, each.live.commit);
    if (zoom !== undefined) {
      for (const each of zoomed) during(each, () => each.live.tellZoom(zoom));
      zoomed.clear();
    }
    seek();
  }, ended);

  const specs = () => traits.get("_linked") ?? [];
  function seek(): void {
    for (const [link, { bond, gone }] of begun) {
      const spec = specs().find((each) => each.link === link);
      if (spec) bond.names = spec.names;
      else gone.abort();
    }
    const [host] = hosts.values();
    for (const spec of host ? specs() : [])
      if (!begun.has(spec.link) && !seeking.has(spec.link)) void find(spec, host as Host);
  }
  const find = async ({ link, ref }: LinkSpec, host: Host) => {
    seeking.add(link);
    try {
      const { exports } = await host.getWidget<Later<Model>>(ref);
      const { bonded } = await exports.ready;
      const spec = specs().find((each) => each.link === link);
      if (spec) join(spec, bonded);
    } catch {
      // Not in this page, or the host shows no widget to another: the kernel carries this link.
    } finally {
      seeking.delete(link);
    }
  };
  const join = ({ link, names }: LinkSpec, other: Bonded) => {
    if (ended.aborted || other.ended.aborted) return;
    const bond: Bond = { link, names, ends: [self, other] };
    const gone = new AbortController();
    const until = AbortSignal.any([ended, other.ended, gone.signal]);
    begun.set(link, { bond, gone });
    const leave = () => {
      begun.delete(link);
      for (const end of bond.ends) end.bonds.delete(bond);
      redraw(bond);
    };
    until.addEventListener("abort", leave, { once: true });
    for (const end of bond.ends) {
      end.bonds.add(bond);
      end.store.on((news) => news.kind === "series" && redraw(bond), until);
    }
    redraw(bond);
  };

  function add(view: Neighbour, host: Host, signal: AbortSignal): void {
    views.add(view);
    hosts.set(view, host);
    let { zoom } = view.view.viewport;
    view.onDrawn(() => {
      const { viewport } = view.view;
      if (viewport.zoom === zoom) return;
      zoom = viewport.zoom;
      if (view.led !== viewport) lead({ zoom });
    }, signal);
    const leave = () => {
      views.delete(view);
      hosts.delete(view);
    };
    signal.addEventListener("abort", leave, { once: true });
    seek();
  }
  function remarks(): Badge[] {
    const placed = [...self.bonds].filter(({ names }) => names.includes("position"));
    return notLinked(placed.map((bond) => [self, other(bond, self)] as const));
  }
  traits.on("_linked", seek, ended);
  return self;
}

/**
 * Let all that are linked to `from`, directly or through others, follow; each once and from its
 * nearest neighbour: by place a way round would end elsewhere. Returns those that were led.
 */
export function carry(from: Bonded, values: Values): Set<Bonded> {
  const led = new Set<Bonded>();
  const pass = (name: string, value: unknown) => {
    const reached = new Set([from]);
    for (const here of reached)
      for (const bond of here.bonds) {
        const to = other(bond, here);
        if (reached.has(to) || to.busy || !isHeld(bond) || !carries(bond, name)) continue;
        reached.add(to);
        led.add(to);
        during(to, () => follow(here, to, bond, name, value));
      }
  };
  if (from.bonds.size > 0)
    during(from, () => {
      for (const [name, value] of Object.entries(values)) pass(name, value);
    });
  return led;
}

function during(who: Bonded, act: () => void): void {
  who.busy = true;
  try {
    act();
  } finally {
    who.busy = false;
  }
}

/** Both can be seen here, and know their slices. */
function isHeld({ ends }: Bond): boolean {
  return ends.every(({ views, store }) => views.size > 0 && store.series?.complete);
}

function carries({ names }: Bond, name: string): boolean {
  return names.includes(name) || (name === "index" && names.includes("position"));
}

function follow(from: Bonded, to: Bonded, { names }: Bond, name: string, value: unknown): void {
  if (name === "zoom") zoomTo(to, value as number | null);
  else if (name !== "index") to.live.show({ [name]: value }, "held");
  else if (names.includes("position")) {
    const pointed = [...from.views].find(({ view }) => view.pointer);
    movePlace(pointed ?? from, to, "held");
  } else {
    const index = Math.min(value as number, Math.max(to.store.series?.count ?? 1, 1) - 1);
    to.live.show({ index }, "held");
    to.store.want(index);
  }
}

function zoomTo({ views }: Bonded, zoom: number | null): void {
  for (const each of views) {
    const { view } = each;
    if (view.viewport.zoom === zoom) continue;
    each.led = { zoom, center: zoom === null ? null : view.viewport.center };
    view.viewport = each.led;
    view.ask();
  }
}

function other({ ends }: Bond, end: Bonded): Bonded {
  return ends[0] === end ? ends[1] : ends[0];
}

function redraw({ ends }: Bond): void {
  for (const { views } of ends) for (const { view } of views) view.ask();
}
