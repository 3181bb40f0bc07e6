// SPDX-License-Identifier: AGPL-3.0-or-later
// The document, by createElement and textContent only: no string ever becomes markup here.

export function the<E extends HTMLElement = HTMLElement>(id: string): E {
  const found = document.getElementById(id);
  if (!found) throw new Error(`#${id}`);
  return found as E;
}

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  text = "",
  attributes: Record<string, string> = {},
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

export function show(id: string, visible = true): void {
  the(id).hidden = !visible;
}

export function say(id: string, text: string): void {
  the(id).textContent = text;
}

export function on(id: string, event: string, act: (event: Event) => void): void {
  the(id).addEventListener(event, act);
}

/** Offer bytes as a file; the address lives as long as the click needs it. */
export function offerFile(name: string, parts: BlobPart[], type: string): void {
  const address = URL.createObjectURL(new Blob(parts, { type }));
  make("a", "", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Run `act` once the hand has rested, so that a screen reader is not interrupted at every key. */
export function afterPause(milliseconds: number, act: () => void): () => void {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = window.setTimeout(act, milliseconds);
  };
}
