// The front end of HeaderTable: wires traits and rows together.
import "../styles/base.css";
import "../styles/popover.css";
import "../styles/table.css";
import "../styles/header_table.css";
import type { RenderProps, Widget } from "../sync/host.ts";
import { type HeaderTraits, type State, state } from "../sync/state.ts";
import { kernelTransport, type Transport } from "../sync/transport.ts";
import { header } from "../ui/header/header.ts";

export default (): Widget => {
  let shared: { traits: State<HeaderTraits>; transport: Transport };
  return {
    initialize({ model, signal }) {
      const transport = kernelTransport(model, signal);
      shared = { traits: state<HeaderTraits>(model, transport), transport };
    },
    render({ el, signal }: RenderProps) {
      header(shared, el, signal);
    },
  };
};
