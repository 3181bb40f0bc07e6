// SPDX-License-Identifier: AGPL-3.0-or-later
// A page of the reply over the whole window: +, −, arrows and Escape by keyboard, fingers and buttons otherwise.
import { make, on, the } from "./dom";

const STEPS = ["", "z2", "z3", "z4"];

export interface Zoom {
  open(address: string, alt: string, file: string): void;
  close(): void;
}

export function mountZoom(): Zoom {
  const dialog = the<HTMLDialogElement>("zoom");
  const image = make("img", "", { id: "zoom-image" });
  const save = the<HTMLAnchorElement>("zoom-save");
  let step = 0;

  const set = (next: number): void => {
    step = Math.min(Math.max(next, 0), STEPS.length - 1);
    image.className = STEPS[step] ?? "";
    the<HTMLButtonElement>("zoom-out").disabled = step === 0;
    the<HTMLButtonElement>("zoom-in").disabled = step === STEPS.length - 1;
  };

  on("zoom-in", "click", () => set(step + 1));
  on("zoom-out", "click", () => set(step - 1));
  on("zoom-close", "click", () => dialog.close());
  image.addEventListener("click", () => set(step ? 0 : 1));
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "+" || event.key === "=") set(step + 1);
    if (event.key === "-") set(step - 1);
  });
  dialog.addEventListener("close", () => image.remove());

  return {
    close: () => {
      dialog.close();
      image.remove();
      image.removeAttribute("src");
      save.removeAttribute("href");
    },
    open: (address, alt, file) => {
      image.src = address;
      image.alt = alt;
      save.href = address;
      save.download = file;
      the("zoom-scroll").replaceChildren(image);
      set(0);
      dialog.showModal();
      the("zoom-scroll").focus();
    },
  };
}
