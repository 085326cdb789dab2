// The front end of ReportViewer: wires traits and report together.
import "../styles/base.css";
import "../styles/table.css";
import "../styles/table_details.css";
import "../styles/search.css";
import "../styles/report_viewer.css";
import type { RenderProps, Widget } from "../sync/host.ts";
import { type ReportTraits, type State, state } from "../sync/state.ts";
import { kernelTransport, type Transport } from "../sync/transport.ts";
import { report } from "../ui/report/report.ts";

export default (): Widget => {
  let shared: { traits: State<ReportTraits>; transport: Transport };
  return {
    initialize({ model, signal }) {
      const transport = kernelTransport(model, signal);
      shared = { traits: state<ReportTraits>(model, transport), transport };
    },
    render({ el, signal, host }: RenderProps) {
      report(shared, { el, signal, host });
    },
  };
};
