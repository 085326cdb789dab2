// The front end of DisplayLab: wires traits, frame and stages together.
import "../styles/base.css";
import "../styles/display_lab.css";
import type { RenderProps, Widget } from "../sync/host.ts";
import { type LabTraits, type State, state } from "../sync/state.ts";
import { kernelTransport, type Transport } from "../sync/transport.ts";
import { lab } from "../ui/lab/lab.ts";

export default (): Widget => {
  let shared: { traits: State<LabTraits>; transport: Transport };
  return {
    initialize({ model, signal }) {
      const transport = kernelTransport(model, signal);
      shared = { traits: state<LabTraits>(model, transport), transport };
    },
    render({ el, signal }: RenderProps) {
      lab(shared, el, signal);
    },
  };
};
