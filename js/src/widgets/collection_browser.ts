// The front end of CollectionBrowser: wires traits and rows together.
import "../styles/ground.css";
import "../styles/collection_browser.css";
import type { RenderProps, Widget } from "../sync/host.ts";
import { type BrowserTraits, state } from "../sync/state.ts";
import { kernelTransport } from "../sync/transport.ts";
import { browser, type Shared } from "../ui/browser/browser.ts";
import { opened } from "../ui/pane.ts";

export default (): Widget => {
  let shared: Shared;
  return {
    initialize({ model, signal }) {
      const transport = kernelTransport(model, signal);
      shared = { traits: state<BrowserTraits>(model, transport), transport, beside: opened() };
    },
    render({ el, signal, host }: RenderProps) {
      browser(shared, { el, signal, host });
    },
  };
};
