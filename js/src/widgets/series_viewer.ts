// The front end of SeriesViewer: wires traits, frames, image and controls together.
import "../styles/base.css";
import "../styles/series_viewer.css";
import { frameStore } from "../frames/store.ts";
import type { RenderProps, Widget } from "../sync/host.ts";
import { state, type ViewerTraits } from "../sync/state.ts";
import { kernelTransport } from "../sync/transport.ts";
import { bonds } from "../ui/bonds.ts";
import type { Model, Neighbour } from "../ui/linking.ts";
import { live } from "../ui/live.ts";
import { followLook, lookOf } from "../ui/look.ts";
import { book } from "../ui/measure/book.ts";
import { opened } from "../ui/pane.ts";
import { type Shared, viewer } from "../ui/viewer.ts";

export default (): Widget => {
  let shared: Shared;
  return {
    initialize({ model, signal }) {
      const transport = kernelTransport(model, signal);
      const traits = state<ViewerTraits>(model, transport);
      const store = frameStore(transport, signal, {
        current: traits.get("index"),
        look: lookOf(traits),
        windowed: traits.get("transport") === "windowed",
      });
      followLook(traits, store, signal);
      const drawn = book({ transport, store }, signal);
      const parts = { traits, store, live: live(traits, signal), views: new Set<Neighbour>() };
      const beside = opened();
      // Also before there is a view: a series that comes then has to begin at the right slice.
      parts.live.on(({ index }) => index !== undefined && store.want(index), signal);
      shared = { ...parts, transport, book: drawn, bonded: bonds(parts, signal), beside };
      return shared satisfies Model;
    },
    render({ el, signal, host }: RenderProps) {
      viewer(shared, { el, signal, host });
    },
  };
};
