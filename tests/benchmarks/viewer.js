// Measures in the page: when a picture stands on the screen, and how many a second follow.
(() => {
  const drawn = { frames: new Set(), frame: 0 };
  const count = () => {
    drawn.frame += 1;
    requestAnimationFrame(count);
  };
  requestAnimationFrame(count);
  for (const name of ["putImageData", "drawImage"]) {
    const original = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (...args) {
      if (this.canvas.isConnected) drawn.frames.add(drawn.frame);
      return original.apply(this, args);
    };
  }

  const painted = (canvas) => {
    if (!canvas.width || !canvas.height) return false;
    const context = canvas.getContext("2d");
    if (!context) return false;
    for (const part of [0.5, 0.45, 0.55, 0.4]) {
      const [r, g, b] = context.getImageData(canvas.width * part, canvas.height * 0.5, 1, 1).data;
      if (r + g + b > 24) return true;
    }
    return false;
  };
  const shows = (output) => {
    for (const canvas of output.querySelectorAll("canvas")) if (painted(canvas)) return true;
    for (const image of output.querySelectorAll("img"))
      if (image.complete && image.naturalWidth > 100) return true;
    return false;
  };
  const nextFrame = () => new Promise(requestAnimationFrame);

  window.dwBench = {
    // Runs a cell; answers when its picture is on the screen: milliseconds and bytes received.
    async firstPicture(index) {
      const cell = dwLab.panel().content.widgets[index].node;
      const before = dwLab.seen.length;
      const start = performance.now();
      void dwLab.run(index);
      while (!shows(cell)) {
        if (performance.now() - start > 120_000) throw new Error("no picture in two minutes");
        await nextFrame();
      }
      const milliseconds = performance.now() - start;
      const down = dwLab.seen.slice(before).filter((entry) => !entry.up);
      return { milliseconds, bytes: down.reduce((sum, entry) => sum + entry.bytes, 0) };
    },
    async emptyLoop(milliseconds) {
      const start = performance.now();
      let frames = 0;
      while (performance.now() - start < milliseconds) {
        await nextFrame();
        frames += 1;
      }
      return (frames * 1000) / (performance.now() - start);
    },
    // Drags the slider that `selector` names, one step an animation frame, back and forth.
    async drag(index, selector, milliseconds) {
      const slider = dwLab.panel().content.widgets[index].node.querySelector(selector);
      const [low, high] = [Number(slider.min), Number(slider.max)];
      const steps = Math.min(200, high - low);
      const seen = dwLab.seen.length;
      slider.focus();
      drawn.frames.clear();
      const start = performance.now();
      for (let turn = 0; performance.now() - start < milliseconds; turn += 1) {
        const place = turn % (2 * steps);
        const part = (place < steps ? place : 2 * steps - place) / steps;
        slider.value = String(low + part * (high - low));
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        await nextFrame();
      }
      const elapsed = performance.now() - start;
      const messages = dwLab.seen.slice(seen);
      const result = {
        rate: (drawn.frames.size * 1000) / elapsed,
        messages: messages.length,
        bytes: messages.reduce((sum, entry) => sum + entry.bytes, 0),
        kinds: [...new Set(messages.map((entry) => entry.kind))],
      };
      slider.dispatchEvent(new Event("change", { bubbles: true }));
      return result;
    },
    // Keeps the kernel in a pure-Python loop; resolves once it is in there.
    async busy(seconds) {
      const code = `import time as _t\n_end = _t.time() + ${seconds}\nwhile _t.time() < _end: pass`;
      dwLab.panel().sessionContext.session.kernel.requestExecute({ code, store_history: false });
      await new Promise((resolve) => setTimeout(resolve, 500));
    },
  };
})();
