// Moving a slider clears the tick "No answer" below it, and shows where it stands. The form works without it.
"use strict";
for (const slider of document.querySelectorAll(".slider")) {
  const range = slider.querySelector("input[type=range]");
  const none = slider.querySelector("input[type=checkbox]");
  const place = slider.querySelector("output");
  const show = () => { place.value = none.checked ? "" : range.value; };
  const touch = () => { none.checked = false; show(); };
  range.addEventListener("input", touch);
  range.addEventListener("click", touch);
  none.addEventListener("change", show);
  show();
}
