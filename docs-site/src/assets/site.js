"use strict";
// Theme switch, menu, copy buttons, hints where something is wider than the page, and the outline that follows the reader.

document.querySelector(".theme-button").addEventListener("click", () => window.duographSwitchTheme());

const menu = document.querySelector(".menu-button");
function showMenu(open) {
  document.body.classList.toggle("menu-open", open);
  menu.setAttribute("aria-expanded", String(open));
}
menu.addEventListener("click", () => showMenu(!document.body.classList.contains("menu-open")));
document.addEventListener("keydown", (e) => { if (e.key === "Escape") showMenu(false); });

const current = document.querySelector(".side [aria-current]");
if (current) {
  const side = current.closest(".side");
  if (current.offsetTop > side.clientHeight - 80) side.scrollTop = current.offsetTop - side.clientHeight / 2;
}

/** The text of a block as a reader wants it: no callout numbers; of a console only what is typed. */
function sourceOf(block, language) {
  const copy = block.cloneNode(true);
  copy.querySelectorAll(".conum").forEach((c) => c.remove());
  const text = copy.textContent.replace(/[ \t]+$/gm, "").replace(/\n$/, "");
  if (language !== "console" || !/^\$ /m.test(text)) return text;
  const typed = [];
  let more = false;
  for (const line of text.split("\n")) {
    if (line.startsWith("$ ") || more) {
      typed.push(line.replace(/^\$ /, ""));
      more = line.endsWith("\\");
    }
  }
  return typed.join("\n");
}

/** A browser may refuse its clipboard, and one that waits for a permission that nobody sees never answers. */
async function copyText(text) {
  try {
    const silence = new Promise((_, fail) => setTimeout(() => fail(new Error("no answer")), 500));
    await Promise.race([navigator.clipboard.writeText(text), silence]);
  } catch (e) {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

document.querySelectorAll("button.copy").forEach((button) => {
  button.addEventListener("click", async () => {
    await copyText(sourceOf(button.parentElement.querySelector("pre"), button.dataset.language));
    button.classList.add("done");
    button.setAttribute("aria-label", "Copied");
    setTimeout(() => { button.classList.remove("done"); button.setAttribute("aria-label", "Copy"); }, 1800);
  });
});

/** Says so where a part of the page is wider than its place, and lets the keyboard scroll it. */
function hintAtWide() {
  document.querySelectorAll(".table, .imageblock > .content").forEach((box) => {
    const wide = box.scrollWidth > box.clientWidth + 1;
    box.classList.toggle("wide", wide);
    if (wide) box.tabIndex = 0;
  });
}
addEventListener("resize", hintAtWide);
addEventListener("load", hintAtWide);
addEventListener("faces", hintAtWide);
hintAtWide();

const outline = [...document.querySelectorAll(".outline a")];
function followReader() {
  let here = null;
  for (const link of outline) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading && heading.getBoundingClientRect().top < 110) here = link;
  }
  const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 4;
  if (atEnd && scrollY > 0) here = outline[outline.length - 1];
  outline.forEach((link) => link.classList.toggle("here", link === here));
}
if (outline.length > 0) {
  addEventListener("scroll", followReader, { passive: true });
  followReader();
}
