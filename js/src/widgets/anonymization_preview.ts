// The front end of AnonymizationPreview: wires traits, plan rows and the image together.
import "../styles/base.css";
import "../styles/table.css";
import "../styles/table_details.css";
import "../styles/search.css";
import "../styles/pill.css";
import "../styles/anonymization_preview.css";
import "../styles/boxes.css";
import type { RenderProps, Widget } from "../sync/host.ts";
import { type PreviewTraits, type State, state } from "../sync/state.ts";
import { kernelTransport, type Transport } from "../sync/transport.ts";
import { preview } from "../ui/preview.ts";

export default (): Widget => {
  let shared: { traits: State<PreviewTraits>; transport: Transport };
  return {
    initialize({ model, signal }) {
      const transport = kernelTransport(model, signal);
      shared = { traits: state<PreviewTraits>(model, transport), transport };
    },
    render({ el, signal, host }: RenderProps) {
      preview(shared, { el, signal, host });
    },
  };
};
