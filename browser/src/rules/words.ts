// SPDX-License-Identifier: AGPL-3.0-or-later
// Twin of restante/rules/words.py: beginnings of words, ё as е, looked up by two letters.

export const WORD_CLASS =
  "0-9A-Za-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u024f\\u0300-\\u036f\\u0400-\\u0481\\u0483-\\u0487\\u048a-\\u052f";
const WORD = new RegExp(`[${WORD_CLASS}]+`, "g");
const LONGEST_WORD = 64;

export interface Word {
  readonly folded: string;
  readonly start: number; // UTF-16 here; findings are turned into code points at the end
  readonly end: number;
}

type Index = ReadonlyMap<string, readonly (readonly string[])[]>;

export function fold(word: string): string {
  return word
    .toLowerCase()
    .normalize("NFC")
    .replace(/й/g, "\ue000")
    .normalize("NFD")
    .replace(/[\u0300-\u036f\u0483-\u0487]/g, "")
    .replace(/\ue000/g, "й");
}

export function wordsOf(text: string): Word[] {
  return Array.from(text.matchAll(WORD), (found) => ({
    folded: fold(found[0].slice(0, LONGEST_WORD)),
    start: found.index,
    end: found.index + found[0].length,
  }));
}

export function indexPatterns(patterns: readonly string[]): Index {
  const table = new Map<string, string[][]>();
  for (const pattern of patterns) {
    const key = pattern.slice(0, 2);
    const listed = table.get(key) ?? [];
    listed.push(pattern.split(" "));
    table.set(key, listed);
  }
  return table;
}

export function* findPatterns(words: readonly Word[], stems: Index, innocent: Index): Generator<[number, number]> {
  for (const [at, word] of words.entries()) {
    const key = word.folded.slice(0, 2);
    if (innocent.get(key)?.some((pattern) => matches(pattern, words, at))) continue;
    let longest = 0;
    for (const pattern of stems.get(key) ?? []) {
      if (matches(pattern, words, at)) longest = Math.max(longest, pattern.length);
    }
    const last = words[at + longest - 1];
    if (longest && last) yield [word.start, last.end];
  }
}

function matches(pattern: readonly string[], words: readonly Word[], at: number): boolean {
  return pattern.every((part, offset) => {
    const word = words[at + offset]?.folded;
    return word !== undefined && (part.endsWith("*") ? word.startsWith(part.slice(0, -1)) : word === part);
  });
}
