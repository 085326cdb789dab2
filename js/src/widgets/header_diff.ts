// The front end of HeaderDiff: wires traits and rows together.
import "../styles/base.css";
import "../styles/table.css";
import "../styles/table_details.css";
import "../styles/search.css";
import "../styles/pill.css";
import "../styles/header_diff.css";
import type { RenderProps, Widget } from "../sync/host.ts";
import { type DifferenceTraits, type State, state } from "../sync/state.ts";
import { kernelTransport, type Transport } from "../sync/transport.ts";
import { difference } from "../ui/difference/difference.ts";

export default (): Widget => {
  let shared: { traits: State<DifferenceTraits>; transport: Transport };
  return {
    initialize({ model, signal }) {
      const transport = kernelTransport(model, signal);
      shared = { traits: state<DifferenceTraits>(model, transport), transport };
    },
    render({ el, signal }: RenderProps) {
      difference(shared, el, signal);
    },
  };
};
