"""What is alive in a page: for the tests that hold that nothing is left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["COUNT", "LEFT", "counted"]

# Counts what the page has made and not ended. The page itself asks Python every 4 ms.
COUNT = """(() => {
  const kinds = ["intervals", "timeouts", "frames", "urls", "observers"];
  const open = (window.dwOpen = Object.fromEntries(kinds.map((kind) => [kind, new Set()])));
  const wrap = (host, start, end, set, once) => {
    const [begin, finish] = [host[start].bind(host), host[end].bind(host)];
    host[start] = (first, ...rest) => {
      const fired = (...args) => { set.delete(made); first(...args); };
      const made = begin(once ? fired : first, ...rest);
      if (rest[0] !== 4) set.add(made);
      return made;
    };
    host[end] = (made) => { set.delete(made); finish(made); };
  };
  wrap(window, "setInterval", "clearInterval", open.intervals);
  wrap(window, "setTimeout", "clearTimeout", open.timeouts, true);
  wrap(window, "requestAnimationFrame", "cancelAnimationFrame", open.frames, true);
  wrap(URL, "createObjectURL", "revokeObjectURL", open.urls);
  window.ResizeObserver = class extends ResizeObserver {
    observe(...args) { open.observers.add(this); super.observe(...args); }
    disconnect() { open.observers.delete(this); super.disconnect(); }
  };
})()"""
LEFT = "() => Object.fromEntries(Object.entries(dwOpen).map(([kind, set]) => [kind, set.size]))"


def counted(page: Page) -> dict[str, int]:
    """Return documents, nodes (detached ones too) and listeners that are alive."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("HeapProfiler.enable")
    for _ in range(3):
        devtools.send("HeapProfiler.collectGarbage")
    found: dict[str, int] = devtools.send("Memory.getDOMCounters")
    devtools.detach()
    return found
