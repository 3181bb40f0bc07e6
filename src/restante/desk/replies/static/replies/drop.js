// SPDX-License-Identifier: AGPL-3.0-or-later
// Lets files be dropped onto the form; without this script the file field does the same.
"use strict";

for (const zone of document.querySelectorAll("[data-drop]")) {
  const field = document.getElementById(zone.dataset.drop);
  for (const hint of zone.querySelectorAll("[data-script]")) hint.hidden = false;
  for (const kind of ["dragenter", "dragover"]) {
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  }
  for (const kind of ["dragleave", "drop"]) zone.addEventListener(kind, () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length === 0) return;
    field.files = event.dataTransfer.files;
    zone.requestSubmit();
  });
}
