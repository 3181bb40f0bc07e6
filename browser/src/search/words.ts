// SPDX-License-Identifier: AGPL-3.0-or-later
// Twin of restante/site/search/words.py: what a word is, and how it is folded.

const JOINERS = "'’ʼ‘´′`\u00ad\u0300-\u036f";
const WORD = new RegExp(`[\\p{L}\\p{N}]+(?:[${JOINERS}]+[\\p{L}\\p{N}]+)*`, "gu");
const LONGEST = 24;
const KEPT: Record<string, string> = { й: "\ue000", ї: "\ue001", ў: "\ue002" };
const LETTERS: Record<string, string> = {
  "\ue000": "й", "\ue001": "ї", "\ue002": "ў",
  ß: "ss", ł: "l", ø: "o", æ: "ae", œ: "oe", đ: "d", ð: "d", ı: "i", þ: "th", ς: "σ",
};

export interface Word {
  readonly text: string;
  readonly start: number;
}

export function fold(word: string): string {
  const lower = word.replace(/['’ʼ‘´′`\u00ad]/g, "").normalize("NFKC").toLowerCase();
  const apart = lower
    .replace(/[йїў]/g, (letter) => KEPT[letter]!)
    .normalize("NFD")
    .replace(/\p{Mn}| /gu, "")
    .replace(/[\ue000-\ue002ßłøæœđðıþς]/g, (letter) => LETTERS[letter]!);
  return [...apart].slice(0, LONGEST).join("");
}

export function wordsIn(text: string): Word[] {
  return Array.from(text.matchAll(WORD), (found) => ({ text: found[0], start: found.index }));
}
