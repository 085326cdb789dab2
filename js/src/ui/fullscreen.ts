// The viewer alone on the screen. Menus and tips stand inside it, so they come along.

export interface FullScreen {
  readonly on: boolean;
  toggle(): void;
}

export function fullScreen(root: HTMLElement, say: (text: string) => void): FullScreen {
  const on = () => (root.getRootNode() as Document | ShadowRoot).fullscreenElement === root;
  return {
    get on() {
      return on();
    },
    async toggle() {
      try {
        await (on() ? document.exitFullscreen() : root.requestFullscreen());
      } catch {
        say("This notebook program does not allow full screen.");
      }
    },
  };
}
