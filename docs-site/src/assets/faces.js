"use strict";
// Tabs before what stands on a page in both faces; the face that a reader chooses is the one of all pages.
(function () {
  const KEY = "duograph-face";
  const groups = [...document.querySelectorAll(".faces")];

  function remembered() {
    try { return localStorage.getItem(KEY); } catch (e) { return null; /* storage is switched off */ }
  }

  function remember(face) {
    try { localStorage.setItem(KEY, face); } catch (e) { /* the choice lasts for this page only */ }
  }

  /** Shows a face in all groups, or where none was ever chosen the first of each. */
  function show(face) {
    for (const group of groups) {
      const shown = face || group.querySelector(".face").dataset.face;
      for (const panel of group.querySelectorAll(".face")) {
        const chosen = panel.dataset.face === shown;
        panel.toggleAttribute("data-hidden", !chosen);
        const tab = document.getElementById(panel.getAttribute("aria-labelledby"));
        tab.setAttribute("aria-selected", String(chosen));
        tab.tabIndex = chosen ? 0 : -1;
      }
    }
    dispatchEvent(new Event("faces")); // other parts of the page have other widths now
  }

  /** Shows a face and keeps the tab where it was in the window, for the groups above change their heights. */
  function choose(tab) {
    const before = tab.getBoundingClientRect().top;
    remember(tab.dataset.face);
    show(tab.dataset.face);
    scrollBy({ top: tab.getBoundingClientRect().top - before, behavior: "instant" });
  }

  groups.forEach((group, i) => {
    const tabs = document.createElement("div");
    tabs.className = "face-tabs";
    tabs.setAttribute("role", "tablist");
    tabs.setAttribute("aria-label", "Face");
    for (const panel of group.querySelectorAll(".face")) {
      const tab = document.createElement("button");
      tab.type = "button";
      tab.id = "face-tab-" + i + "-" + panel.dataset.face;
      tab.dataset.face = panel.dataset.face;
      tab.textContent = panel.querySelector(".face-title").textContent;
      tab.setAttribute("role", "tab");
      panel.id = "face-" + i + "-" + panel.dataset.face;
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", tab.id);
      tab.setAttribute("aria-controls", panel.id);
      tab.addEventListener("click", () => choose(tab));
      tabs.append(tab);
    }
    tabs.addEventListener("keydown", (e) => {
      const all = [...tabs.children];
      const at = all.indexOf(document.activeElement);
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + all.length, Home: 0, End: all.length - 1 }[e.key];
      if (to === undefined) return;
      e.preventDefault();
      const next = all[to % all.length];
      choose(next);
      next.focus({ preventScroll: true });
    });
    group.prepend(tabs);
  });
  if (groups.length > 0) show(remembered());
})();
