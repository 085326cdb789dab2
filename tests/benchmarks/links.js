// Measures in the page: jumps, prefetching, what a redraw costs.
(() => {
  const node = (index) => dwLab.panel().content.widgets[index].node;
  const until = async (what, milliseconds = 60_000) => {
    const stop = performance.now() + milliseconds;
    while (!what()) {
      if (performance.now() > stop) throw new Error(`not in time: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };
  const set = (slider, value) => {
    slider.value = String(value);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    slider.dispatchEvent(new Event("change", { bubbles: true }));
  };

  window.dwLinks = {
    // Waits until nothing has come for a while.
    async quiet(milliseconds = 700) {
      const down = () => dwLab.seen.reduce((sum, entry) => sum + (entry.bytes > 2000), 0);
      for (let before = -1; before !== down(); ) {
        before = down();
        await new Promise((resolve) => setTimeout(resolve, milliseconds));
      }
    },
    // From the jump until the picture (PREVIEW) and until the exact frame is drawn: its slice has
    // another position then.
    async jump(index, slice) {
      const root = node(index).querySelector(".dw-series-viewer");
      const slider = root.querySelector("input[type=range][aria-label^=Slice]");
      const position = root.querySelector(".dw-position");
      const badges = root.querySelector(".dw-badges");
      const before = position.textContent;
      const result = { picture: null, exact: null };
      const start = performance.now();
      await new Promise((resolve) => {
        const observer = new MutationObserver(() => {
          if (["", before].includes(position.textContent)) return;
          const preview = /PREVIEW/.test(badges.textContent);
          result[preview ? "picture" : "exact"] ??= performance.now() - start;
          if (result.exact === null) return;
          observer.disconnect();
          resolve();
        });
        observer.observe(root, { subtree: true, childList: true, characterData: true });
        set(slider, slice);
      });
      return result;
    },
    // How fast frames come once the index has landed: bytes, and seconds from the first question
    // after the first frame to the last frames; and the seconds of both together.
    prefetch(from) {
      const entries = dwLab.seen.slice(from);
      const questions = entries.filter((entry) => entry.up && entry.kind === "comm_msg");
      const [first, ...frames] = entries.filter((entry) => !entry.up && entry.bytes > 100_000);
      const last = frames[frames.length - 1].at;
      const begun = questions.find((entry) => entry.at > first.at).at;
      const bytes = frames.reduce((sum, entry) => sum + entry.bytes, 0);
      return { bytes, seconds: (last - begun) / 1000, whole: (last - questions[0].at) / 1000 };
    },
    async pulls(frames, count) {
      const times = [];
      for (let k = 0; k < count; k++) times.push(await dwPull(frames));
      return times;
    },
    // Milliseconds of each animation frame's callbacks, all together, while the window is dragged.
    async redraw(index, selector, count) {
      const slider = node(index).querySelector(selector);
      const real = window.requestAnimationFrame;
      const spent = new Map();
      window.requestAnimationFrame = (callback) =>
        real((now) => {
          const start = performance.now();
          callback(now);
          spent.set(now, (spent.get(now) ?? 0) + performance.now() - start);
        });
      for (let k = 0; k < count; k++) {
        const part = 0.3 + (0.4 * k) / count;
        slider.value = String(Number(slider.min) + part * (slider.max - slider.min));
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        await new Promise(real);
      }
      window.requestAnimationFrame = real;
      slider.dispatchEvent(new Event("change", { bubbles: true }));
      return [...spent.values()];
    },
    // From the first slice to the last, each shown before the next one is asked for.
    async scroll(index, steps) {
      const root = node(index).querySelector(".dw-series-viewer");
      const slider = root.querySelector("input[type=range][aria-label^=Slice]");
      const last = Number(slider.max);
      for (let k = 0; k <= steps; k++) {
        set(slider, Math.round(Number(slider.min) + (k / steps) * (last - Number(slider.min))));
        await until(() => root.querySelector(".dw-loading").hidden);
        await new Promise(requestAnimationFrame);
      }
    },
  };
})();
