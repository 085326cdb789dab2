// The theme's arrows that unfold a part of the navigation have no words of their own.
document.addEventListener("DOMContentLoaded", () => {
  for (const arrow of document.querySelectorAll("summary:not([aria-label])")) {
    if (arrow.textContent.trim()) continue;
    const above = arrow.closest("li")?.querySelector(":scope > a")?.textContent.trim();
    arrow.setAttribute("aria-label", above ? `Pages below ${above}` : "Pages below");
  }
});
