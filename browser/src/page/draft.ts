// SPDX-License-Identifier: AGPL-3.0-or-later
// A draft stays in this browser only if the writer ticks the box; the twelve words never do.

const PLACE = "restante-draft";

export interface Draft {
  person: string;
  text: string;
  sign: string;
  reply: boolean;
}

export function keepDraft(draft: Draft): void {
  try {
    localStorage.setItem(PLACE, JSON.stringify(draft));
  } catch {
    return; // a browser that keeps nothing is no reason to stop writing
  }
}

export function forgetDraft(): void {
  try {
    localStorage.removeItem(PLACE);
  } catch {
    return; // there was nothing to forget
  }
}

export function findDraft(): Draft | undefined {
  try {
    const found = JSON.parse(localStorage.getItem(PLACE) ?? "null") as Partial<Draft> | null;
    if (typeof found?.text !== "string" || typeof found.sign !== "string") return undefined;
    return { person: String(found.person ?? ""), text: found.text, sign: found.sign, reply: found.reply !== false };
  } catch {
    return undefined; // a damaged draft is no draft
  }
}
