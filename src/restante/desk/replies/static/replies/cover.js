// SPDX-License-Identifier: AGPL-3.0-or-later
// Draws the places to cover over the page and writes them into the number fields, which are what is sent.
"use strict";

const canvas = document.querySelector("[data-canvas]");
const form = document.querySelector("form[data-boxes]");
if (canvas && form) {
  for (const hint of document.querySelectorAll("[data-script]")) hint.hidden = false;
  canvas.classList.add("drawable");
  const rows = () => [...form.querySelectorAll("[data-row]")];
  const sides = ["left", "top", "width", "height"];
  const field = (row, side) => row.querySelector(`[name$="-${side}"]`);

  const drawAll = () => {
    for (const shown of canvas.querySelectorAll(".cover")) shown.remove();
    for (const row of rows()) {
      if (sides.some((side) => field(row, side).value === "")) continue;
      const cover = document.createElement("div");
      cover.className = row.querySelector('[type="checkbox"]').checked ? "cover removed" : "cover";
      for (const side of sides) cover.style[side] = `${field(row, side).value}%`;
      canvas.append(cover);
    }
  };

  const freeRow = () => {
    const free = rows().find((row) => sides.every((side) => field(row, side).value === ""));
    if (free) return free;
    const last = rows().at(-1);
    const number = Number(last.dataset.row) + 1;
    const row = last.cloneNode(true);
    row.dataset.row = String(number);
    for (const input of row.querySelectorAll("input")) {
      input.name = input.name.replace(/-\d+-/, `-${number}-`);
      if (input.type === "checkbox") input.checked = false;
      else input.value = "";
    }
    last.after(row);
    return row;
  };

  const place = (event) => {
    const page = canvas.getBoundingClientRect();
    const inside = (part) => Math.min(100, Math.max(0, part));
    return [inside((100 * (event.clientX - page.left)) / page.width), inside((100 * (event.clientY - page.top)) / page.height)];
  };

  let start = null;
  let row = null;
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    start = place(event);
    row = null;
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!start) return;
    const [x, y] = place(event);
    const [width, height] = [Math.abs(x - start[0]), Math.abs(y - start[1])];
    if (!row && width < 0.5 && height < 0.5) return;
    row ??= freeRow();
    const values = { left: Math.min(x, start[0]), top: Math.min(y, start[1]), width, height };
    for (const side of sides) field(row, side).value = values[side].toFixed(1);
    drawAll();
  });
  for (const kind of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(kind, () => {
      start = null;
      row = null;
    });
  }
  form.addEventListener("input", drawAll);
  drawAll();
}
