// Runs in every page before JupyterLab does: counts what goes over the kernel's socket and gives
// the driver a handle on the notebook.
(() => {
  const seen = [];
  const decoder = new TextDecoder();

  // One message of the v1.kernel.websocket.jupyter.org protocol: offsets, then the parts.
  const kindOf = (data) => {
    try {
      if (typeof data === "string") return JSON.parse(data).header.msg_type;
      const view = new DataView(data);
      const header = Number(view.getBigUint64(16, true));
      const end = Number(view.getBigUint64(24, true));
      return JSON.parse(decoder.decode(new Uint8Array(data, header, end - header))).msg_type;
    } catch {
      return "unknown";
    }
  };
  // Of the same: offsets are those of five parts, the buffers, and the end.
  const buffersOf = (data) => {
    if (!(data instanceof ArrayBuffer)) return 0;
    return Number(new DataView(data).getBigUint64(0, true)) - 6;
  };
  const note = (up, data) => {
    const buffer = ArrayBuffer.isView(data) ? data.buffer : data;
    const bytes = typeof buffer === "string" ? buffer.length : (buffer.byteLength ?? 0);
    seen.push({ up, bytes, kind: kindOf(buffer), buffers: buffersOf(buffer), at: performance.now() });
  };

  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(url, protocols) {
      super(url, protocols);
      this.counted = String(url).includes("/api/kernels/");
      if (this.counted) this.addEventListener("message", (event) => note(false, event.data));
    }
    send(data) {
      if (this.counted) note(true, data);
      super.send(data);
    }
  };

  const panel = () => {
    for (const widget of window.jupyterapp.shell.widgets("main"))
      if (widget.sessionContext && widget.content?.activeCell) return widget;
    return null;
  };
  const kernel = () => panel().sessionContext.session?.kernel;
  const settle = async (what, milliseconds) => {
    const deadline = performance.now() + milliseconds;
    while (!what()) {
      if (performance.now() > deadline) throw new Error("the kernel did not become idle in time");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  window.dwLab = {
    seen,
    panel,
    ready: () => Boolean(window.jupyterapp && panel() && kernel()?.status === "idle"),
    idle: (milliseconds) => settle(() => kernel()?.status === "idle", milliseconds),
    async run(index) {
      const notebook = panel();
      window.jupyterapp.shell.activateById(notebook.id);
      notebook.content.activeCellIndex = index;
      notebook.content.deselectAll();
      await window.jupyterapp.commands.execute("notebook:run-cell");
      return notebook.content.widgets[index].model.sharedModel.toJSON().outputs ?? [];
    },
    async execute(code) {
      const future = kernel().requestExecute({ code, store_history: false, stop_on_error: false });
      const answer = { text: "", error: null };
      future.onIOPub = ({ header, content }) => {
        if (header.msg_type === "stream") answer.text += content.text;
        if (header.msg_type === "error") answer.error = content.traceback.join("\n");
      };
      await future.done;
      return answer;
    },
    theme: (name) => window.jupyterapp.commands.execute("apputils:change-theme", { theme: name }),
    save: () => panel().context.save(),
    restart: () => kernel().restart(),
    shutdown: () => panel().sessionContext.shutdown(),
    async open(path) {
      await window.jupyterapp.commands.execute("docmanager:open", { path, factory: "Notebook" });
    },
    /** Close the notebook; say whether nothing of it is left. */
    leave() {
      panel().context.model.dirty = false;
      panel().dispose();
      seen.length = 0;
      return panel() === null && document.querySelector(".jp-Dialog") === null;
    },
  };
})();
