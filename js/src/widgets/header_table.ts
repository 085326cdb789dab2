// The front end of HeaderTable: wires traits and rows together.
import "../styles/ground.css";
import "../styles/table.css";
import "../styles/header_table.css";
import type { RenderProps, Widget } from "../sync/host.ts";
import { type HeaderTraits, state } from "../sync/state.ts";
import { kernelTransport } from "../sync/transport.ts";
import { header, type Shared } from "../ui/header/header.ts";

export default (): Widget => {
  let shared: Shared;
  return {
    initialize({ model, signal }) {
      const transport = kernelTransport(model, signal);
      shared = { traits: state<HeaderTraits>(model, transport), transport, first: [] };
      transport.on(
        "first_rows",
        ({ rows }) => {
          shared.first = rows;
        },
        signal,
      );
    },
    render({ el, signal }: RenderProps) {
      header(shared, el, signal);
    },
  };
};
