// SPDX-License-Identifier: AGPL-3.0-or-later
// Twin of restante/rules/counting.py and sheet.py: code points after NFC, a line break is one.

import type { Book, Channel, Paper } from "./book";

export const WHITE = "\\t\\n\\v\\f\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const MOST_MARKS = 30; // UAX #15, stream-safe text
const LONG_RUN = /\p{M}{31,}/u;
const MARKS = /\p{M}{30}(?=\p{M})/gu;
const MARK = /^[\p{M}\u200d\ufe0e\ufe0f]$/u;
const BORDERS = [
  new RegExp(`\\n[\\t ]*\\n[${WHITE}]*`, "g"),
  new RegExp(`[.!?…][»"”)]?[${WHITE}]+`, "g"),
  new RegExp(`[${WHITE}]+`, "g"),
];
const WORD = new RegExp(`[^${WHITE}]+`, "gu");
const BLANK = new RegExp(`^[${WHITE}]*$`);

export interface Count {
  readonly characters: number;
  readonly pages: number;
  readonly left: number | null; // on the last page; null on paper
  readonly over: boolean; // more pages than the channel takes
}

export function normalise(text: string): string {
  const lines = text.replace(/\r\n?|\u2028|\u2029|\x85/g, "\n");
  if (!LONG_RUN.test(lines)) return lines.normalize("NFC");
  let whole = "";
  let start = 0;
  for (const run of lines.matchAll(MARKS)) {
    const end = run.index + run[0].length;
    whole += lines.slice(start, end).normalize("NFC");
    start = end;
  }
  return whole + lines.slice(start).normalize("NFC");
}

export function isBlank(text: string): boolean {
  return BLANK.test(text);
}

/** A flag's or a family's parts count one by one, as the prison's own form counts them. */
export function countCharacters(text: string): number {
  return Array.from(normalise(text)).length;
}

export function count(book: Book, channel: string, text: string): Count {
  const found = book.channels[channel];
  if (!found) return { characters: countCharacters(text), pages: 0, left: null, over: false };
  const pages = splitText(found, text);
  const last = pages[pages.length - 1];
  const number = pagesOf(found, text);
  return {
    characters: countCharacters(text),
    pages: number,
    left: found.page_chars === null ? null : found.page_chars - (last ? Array.from(last).length : 0),
    over: found.pages_max !== null && number > found.pages_max,
  };
}

export function pagesOf(channel: Channel, text: string): number {
  return channel.paper ? estimatePages(channel.paper, text) : splitText(channel, text).length;
}

export function splitText(channel: Channel, text: string): string[] {
  if (isBlank(text)) return [];
  const whole = normalise(text);
  return channel.page_chars === null ? [whole] : splitIntoPages(whole, channel.page_chars);
}

function splitIntoPages(text: string, size: number): string[] {
  const letters = Array.from(text);
  const pages: string[] = [];
  let start = 0;
  while (letters.length - start > size) {
    const end = pageEnd(letters, start, size);
    pages.push(letters.slice(start, end).join(""));
    start = end;
  }
  pages.push(letters.slice(start).join(""));
  return pages;
}

function pageEnd(letters: readonly string[], start: number, size: number): number {
  const limit = start + size;
  const half = start + Math.floor((size + 1) / 2);
  const tail = letters.slice(half, limit).join("");
  for (const border of BORDERS) {
    let end = 0;
    for (const found of tail.matchAll(border)) end = found.index + found[0].length;
    if (end) return half + Array.from(tail.slice(0, end)).length;
  }
  let end = limit;
  while (end > Math.max(start + 1, limit - MOST_MARKS) && !mayPart(letters, end)) end -= 1;
  return mayPart(letters, end) ? end : limit;
}

function mayPart(letters: readonly string[], at: number): boolean {
  return !MARK.test(letters[at] ?? "") && letters[at - 1] !== "\u200d";
}

function estimatePages(paper: Paper, text: string): number {
  if (isBlank(text)) return 0;
  const wide = [paper.wide, paper.widest].map((letters) => new RegExp(`[${letters}]`, "gu"));
  let lines = paper.lines_taken;
  for (const paragraph of normalise(text).split("\n")) if (!isBlank(paragraph)) lines += linesOf(paragraph, paper, wide);
  return Math.ceil(lines / paper.lines_per_page);
}

function linesOf(paragraph: string, paper: Paper, wide: readonly RegExp[]): number {
  const whole = 2 * paper.characters_per_line;
  let lines = 1;
  let room = whole - 2 * paper.indent;
  for (const word of paragraph.match(WORD) ?? []) {
    const width = wide.reduce((sum, letters) => sum + (word.match(letters)?.length ?? 0), 2 * Array.from(word).length + 2);
    if (width > room) {
      lines += 1 + Math.floor((width - 1) / whole);
      room = whole - ((width - 1) % whole);
    } else room -= width;
  }
  return lines;
}
