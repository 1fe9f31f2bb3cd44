// Runs before the first paint, so that a dark page never flashes white.
(function () {
  let chosen = null;
  try { chosen = localStorage.getItem("duograph-theme"); } catch (e) { /* storage is switched off */ }
  const system = matchMedia("(prefers-color-scheme: dark)");
  const show = () => document.documentElement.setAttribute("data-theme", chosen || (system.matches ? "dark" : "light"));
  show();
  system.addEventListener("change", show);
  window.duographSwitchTheme = () => {
    chosen = document.documentElement.getAttribute("data-theme") === "dark" ? "light" : "dark";
    // Choosing what the system says anyway means following the system again.
    const follow = chosen === (system.matches ? "dark" : "light");
    try {
      if (follow) localStorage.removeItem("duograph-theme"); else localStorage.setItem("duograph-theme", chosen);
    } catch (e) { /* the choice lasts for this page only */ }
    if (follow) chosen = null;
    show();
  };
})();
