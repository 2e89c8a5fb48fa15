// What pages gain with script; each works without it.
"use strict";

// A form that was sent is not sent a second time by a double click.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.hasAttribute("data-once")) return;
  if (form.dataset.sent !== undefined) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "";
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
});

// Back from the cache of the browser: the form may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-disabled");
  }
});

// A file dropped on the test bench becomes its text; nothing leaves the browser before the form is sent.
for (const area of document.querySelectorAll("textarea[data-drop]")) {
  area.addEventListener("dragover", (event) => event.preventDefault());
  area.addEventListener("drop", (event) => {
    const [file] = event.dataTransfer?.files ?? [];
    if (file === undefined) return;
    event.preventDefault();
    void take(area, file);
  });
  area.addEventListener("input", () => area.setCustomValidity(""));
}

async function take(area, file) {
  const isTooLarge = file.size > Number(area.dataset.drop);
  area.setCustomValidity(isTooLarge ? "The file is larger than a message may be." : "");
  if (!isTooLarge) area.value = (await file.text()).replaceAll(/\r\n?/g, "\n");
  area.reportValidity();
}

// A field is shown in the text and in the tree at once: the tree names it by its id, the text by data-place.
document.addEventListener("pointerover", (event) => showPlace(event.target));
document.addEventListener("focusin", (event) => showPlace(event.target));

function showPlace(target) {
  const near = target instanceof Element ? target.closest("[data-place], .fields > li") : null;
  if (near === null) return;
  for (const other of document.querySelectorAll(".here")) other.classList.remove("here");
  const place = near.getAttribute("data-place") ?? near.id;
  document.getElementById(place)?.classList.add("here");
  document.querySelector(`[data-place="${CSS.escape(place)}"]`)?.classList.add("here");
}
