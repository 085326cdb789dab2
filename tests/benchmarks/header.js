// Measures in the page: when rows stand on the screen, and how smoothly they are scrolled.
(() => {
  const nextFrame = () => new Promise(requestAnimationFrame);
  const node = (index) => dwLab.panel().content.widgets[index].node;
  const full = (cell) =>
    cell.querySelectorAll(".floor-row, .dw-row[aria-level] .dw-cell-value").length;

  window.dwHeader = {
    // Runs a cell; answers when so many rows with their values are on the screen: milliseconds.
    async firstRows(index, count) {
      const start = performance.now();
      void dwLab.run(index);
      while (full(node(index)) < count) {
        if (performance.now() - start > 60_000) throw new Error("no rows in a minute");
        await nextFrame();
      }
      return performance.now() - start;
    },
    // Scrolls the table by the step of a quick wheel every animation frame, back and forth.
    async scroll(index, milliseconds) {
      const table = node(index).querySelector(".dw-table");
      const reach = table.scrollHeight - table.clientHeight;
      const start = performance.now();
      let frames = 0;
      let waiting = 0;
      let step = 120;
      while (performance.now() - start < milliseconds) {
        if (table.scrollTop + step > reach || table.scrollTop + step < 0) step = -step;
        table.scrollTop += step;
        await nextFrame();
        frames += 1;
        if (table.querySelector(".dw-row-waiting")) waiting += 1;
      }
      return { rate: (frames * 1000) / (performance.now() - start), waiting: waiting / frames };
    },
  };
})();
