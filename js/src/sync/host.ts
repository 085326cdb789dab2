// What a host (JupyterLab through anywidget, marimo, our own page) gives to a widget. Only the
// part of the anywidget front-end module (AFM) that dicomwidgets uses.

export type Callback = (...args: never[]) => void;

export interface AnyModel {
  get<T = unknown>(name: string): T;
  set(name: string, value: unknown): unknown;
  save_changes(): void;
  send(content: unknown, callbacks?: unknown, buffers?: ArrayBufferView[]): unknown;
  on(event: "msg:custom", callback: (content: unknown, buffers?: unknown[]) => void): void;
  on(event: string, callback: Callback): void;
  off(event?: string | null, callback?: Callback | null): void;
  /** Jupyter's manager, where the host has one; `kernel` only in JupyterLab and its relatives. */
  widget_manager?: unknown;
}

export interface ResolvedWidget<T = unknown> {
  exports: T;
  render(options: { el: HTMLElement; signal?: AbortSignal }): Promise<void>;
}

export interface Host {
  /** `ref` is `anywidget:<model id>`. */
  getWidget<T = unknown>(ref: string): Promise<ResolvedWidget<T>>;
  getModel(ref: string): Promise<AnyModel>;
}

export interface InitializeProps {
  model: AnyModel;
  signal: AbortSignal;
}

export interface RenderProps {
  model: AnyModel;
  el: HTMLElement;
  signal: AbortSignal;
  host: Host;
}

/**
 * One widget. The default export of a bundle is a function that returns it, called once per model:
 * what `initialize` and the views share lives in its closure, never at module level.
 */
export interface Widget {
  /** What it returns is the widget's `exports` for those who embed it. */
  initialize?(props: InitializeProps): unknown;
  /** Cleans up through `signal`. A promise where it takes its time. */
  render(props: RenderProps): void | Promise<void>;
}

/** What `initialize` of a widget that is unpacked later returns (src/ahead): `exports` to come. */
export interface Later<T = unknown> {
  ready: Promise<T>;
}

/** Listen until `signal` aborts. */
export function listen(model: AnyModel, event: string, callback: Callback, signal: AbortSignal) {
  if (signal.aborted) return;
  model.on(event, callback);
  signal.addEventListener("abort", () => model.off(event, callback), { once: true });
}
