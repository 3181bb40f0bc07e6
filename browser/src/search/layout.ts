// SPDX-License-Identifier: AGPL-3.0-or-later
// Twin of restante/site/search/layout.py: in which piece of the index a word stands.

const END = "$";

/** The beginnings that are split, from the head's shortened list. */
export function lengthen(shortened: string): ReadonlySet<string> {
  const split = new Set<string>();
  let before: string[] = [];
  for (const one of shortened ? shortened.split(" ") : []) {
    before = [...before.slice(0, Number.parseInt(one.charAt(0), 16)), ...one.slice(1)];
    split.add(before.join(""));
  }
  return split;
}

export function keyOf(term: string, split: ReadonlySet<string>): string {
  return beginningOf(term, split) ?? term + END;
}

/** The beginning under which every word stands that begins so; none where there would be too many. */
export function beginningOf(term: string, split: ReadonlySet<string>): string | null {
  let beginning = "";
  for (const letter of term) {
    beginning += letter;
    if (!split.has(beginning)) return beginning;
  }
  return null;
}

export function pieceOf(key: string, bits: number): number {
  let number = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(key)) number = Math.imul(number ^ byte, 0x01000193) >>> 0;
  return (number ^ (number >>> 15)) & ((1 << bits) - 1);
}

export function nameOf(lang: string, kind: "head" | "l" | "w" | "p", number?: number): string {
  return `${lang}/${kind}${number === undefined ? "" : number.toString(16).padStart(4, "0")}`;
}

/** For a word in so many pages: of how many of them, its best ones, a passage is kept beside the word. */
export function shownFirst(pages: number): number {
  return Math.min(pages, Math.max(10, Math.min(40, Math.floor(Math.sqrt(pages)))));
}
