// SPDX-License-Identifier: AGPL-3.0-or-later
// Copies one page of a letter to the clipboard; without this script the text is selected by hand.
"use strict";

for (const button of document.querySelectorAll("[data-copies]")) {
  const text = document.getElementById(button.dataset.copies);
  const status = button.parentElement.querySelector("[data-said]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.value);
    } catch {
      text.focus({ preventScroll: true });
      text.select();
      if (!document.execCommand("copy")) return; // no https and an old browser: the text stays selected
      button.focus({ preventScroll: true });
    }
    status.textContent = status.dataset.said; // it stays: of several pages, which were copied already
  });
}
