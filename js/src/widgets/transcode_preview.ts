// The front end of TranscodePreview: wires traits, frames and trials together.
import "../styles/base.css";
import "../styles/pill.css";
import "../styles/transcode_preview.css";
import type { RenderProps, Widget } from "../sync/host.ts";
import { type State, state, type TranscodeTraits } from "../sync/state.ts";
import { kernelTransport, type Transport } from "../sync/transport.ts";
import { transcodePreview } from "../ui/transcode/preview.ts";

export default (): Widget => {
  let shared: { traits: State<TranscodeTraits>; transport: Transport };
  return {
    initialize({ model, signal }) {
      const transport = kernelTransport(model, signal);
      shared = { traits: state<TranscodeTraits>(model, transport), transport };
    },
    render({ el, signal }: RenderProps) {
      transcodePreview(shared, el, signal);
    },
  };
};
