// What opens beside the rows and is drawn by the page itself, not by a widget of the kernel.

export interface PagePane {
  kind: string;
  /** Draw into `el` until `signal` aborts. */
  mount(el: HTMLElement, signal: AbortSignal): PageContent;
}

export interface PageContent {
  /** It is about these rows from now on. */
  show(ids: number[]): void;
}
