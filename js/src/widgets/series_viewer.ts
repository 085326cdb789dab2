// The front end of SeriesViewer: wires traits, frames, image and controls together.
import "../styles/base.css";
import "../styles/series_viewer.css";
import { type FrameStore, frameStore } from "../frames/store.ts";
import type { RenderProps, Widget } from "../sync/host.ts";
import { type State, state, type ViewerTraits } from "../sync/state.ts";
import { kernelTransport, type Transport } from "../sync/transport.ts";
import { type Live, live } from "../ui/live.ts";
import { followLook, lookOf } from "../ui/look.ts";
import { viewer } from "../ui/viewer.ts";

export default (): Widget => {
  let shared: { traits: State<ViewerTraits>; transport: Transport; store: FrameStore; live: Live };
  return {
    initialize({ model, signal }) {
      const traits = state<ViewerTraits>(model);
      const transport = kernelTransport(model, signal);
      const store = frameStore(transport, signal, {
        current: traits.get("index"),
        look: lookOf(traits),
        windowed: traits.get("transport") === "windowed",
      });
      followLook(traits, store, signal);
      shared = { traits, transport, store, live: live(traits, signal) };
    },
    render({ el, signal, host }: RenderProps) {
      viewer(shared, { el, signal, host });
    },
  };
};
