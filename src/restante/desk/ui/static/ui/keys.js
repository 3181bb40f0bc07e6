// SPDX-License-Identifier: AGPL-3.0-or-later
// One letter presses the control that shows it; while somebody works on a letter, it stays in their hands.
(() => {
  "use strict";
  const RENEW_EVERY = 4 * 60 * 1000;
  const isTyping = (target) => target instanceof HTMLElement && target.closest("input:not([type=radio], [type=checkbox]), textarea, select") !== null;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (event.key === "Escape" && isTyping(event.target)) { event.target.blur(); return; }
    if (isTyping(event.target) || !/^Key[A-Z]$/.test(event.code)) return;
    // by the key's place, so that the same key works under a Russian layout
    const control = document.querySelector(`[data-key="${event.code.slice(3).toLowerCase()}"]`);
    if (control === null) return;
    event.preventDefault();
    control.click();
    const field = control.closest("details[open]")?.querySelector("textarea");
    if (field) field.focus(); else control.focus();
  });

  // a letter is approved once, however fast the finger
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) { event.preventDefault(); return; }
    event.target.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });

  for (const mark of document.querySelectorAll("mark[data-remark]")) {
    const remark = document.getElementById(`remark-${mark.dataset.remark}`);
    if (remark === null) continue;
    const light = (on) => () => { remark.classList.toggle("lit", on); };
    mark.addEventListener("pointerenter", light(true));
    mark.addEventListener("pointerleave", light(false));
  }

  const held = document.querySelector("[data-renew]");
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (held === null || token === null) return;
  let renewed = Date.now();
  const work = () => {
    if (Date.now() - renewed < RENEW_EVERY) return;
    renewed = Date.now();
    fetch(held.dataset.renew, { method: "POST", headers: { "X-CSRFToken": token.value }, credentials: "same-origin" }).catch(() => {});
  };
  for (const sign of ["keydown", "pointermove", "scroll"]) document.addEventListener(sign, work, { passive: true });
})();
