// SPDX-License-Identifier: AGPL-3.0-or-later
// What the scripts of the index hand over, read. Twin of the writing half, restante/site/search/pieces.py.

export interface Head {
  readonly pages: number;
  readonly bits: number;
  readonly group: number;
  readonly swap: number;
  readonly split: string;
}

type WrittenCard = [slot: number, path: string, title: string, by: string, day: string, kind: string, opening?: string];

export interface WrittenLists {
  readonly t: string;
  readonly n: readonly number[];
  readonly p: string;
}

export interface WrittenWords {
  readonly t: string;
  readonly d: readonly WrittenCard[];
  readonly s: readonly (readonly (number | string)[])[];
}

export interface WrittenGroup {
  readonly d: readonly WrittenCard[];
}

export interface Card {
  readonly slot: number;
  readonly path: string;
  readonly title: string;
  readonly by: string;
  readonly day: string;
  readonly kind: string;
  readonly opening: string;
}

/** A term's pages, each with the weight the term has there. */
export interface Entry {
  readonly term: string;
  readonly slots: Int32Array;
  readonly levels: Uint8Array;
}

/** A piece of lists. */
export interface Lists {
  readonly terms: readonly string[];
  entry(term: string): Entry | undefined;
}

/** A piece of words: pages, and passages for the best pages of each term, by the page's number. */
export interface Words {
  readonly cards: readonly Card[];
  passages(term: string): ReadonlyMap<number, string>;
}

const CYRILLIC = "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґўІ";
const ASCII = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz@#$%^&*+=<>[]{}|~_`";
const SWAP = new Map<string, string>();
for (let at = 0; at < ASCII.length; at += 1) {
  SWAP.set(CYRILLIC[at]!, ASCII[at]!);
  SWAP.set(ASCII[at]!, CYRILLIC[at]!);
}

/** Cyrillic and ASCII letters change places, so that a letter is one byte in a file. */
export function swapped(text: string, head: Head): string {
  if (!head.swap) return text;
  let out = "";
  for (const letter of text) out += SWAP.get(letter) ?? letter;
  return out;
}

export function readCards(written: readonly WrittenCard[], head: Head): Card[] {
  return written.map(([slot, path, title, by, day, kind, opening]) => ({
    slot,
    path,
    title: swapped(title, head),
    by: swapped(by, head),
    day,
    kind,
    opening: swapped(opening ?? "", head),
  }));
}

export function readLists(written: WrittenLists, head: Head): Lists {
  const terms = termsOf(written.t, head);
  const place = new Map(terms.map((term, at) => [term, at]));
  const bytes = Uint8Array.from(atob(written.p), (letter) => letter.charCodeAt(0));
  const begins = [0];
  for (const length of written.n) begins.push(begins.at(-1)! + length);
  return {
    terms,
    entry: (term) => {
      const at = place.get(term);
      if (at === undefined) return undefined;
      const [slots, levels] = unpack(bytes.subarray(begins[at], begins[at + 1]));
      return { term, slots, levels };
    },
  };
}

export function readWords(written: WrittenWords, head: Head): Words {
  const place = new Map(termsOf(written.t, head).map((term, at) => [term, at]));
  return {
    cards: readCards(written.d, head),
    passages: (term) => passagesOf(written.s[place.get(term) ?? -1] ?? [], written.d, head),
  };
}

function termsOf(written: string, head: Head): string[] {
  return written ? swapped(written, head).split(" ") : [];
}

function passagesOf(told: readonly (number | string)[], cards: readonly WrittenCard[], head: Head): Map<number, string> {
  const passages = new Map<number, string>();
  for (let at = 0; at < told.length; at += 2) {
    const card = cards[Number(told[at])];
    if (card) passages.set(card[0], swapped(String(told[at + 1]), head));
  }
  return passages;
}

/** Seven bits a byte, the low ones first: the distance from the page before, times 16, plus the weight. */
export function unpack(bytes: Uint8Array): [Int32Array, Uint8Array] {
  const slots: number[] = [];
  const levels: number[] = [];
  let slot = -1;
  for (let at = 0; at < bytes.length; ) {
    let value = 0;
    let unit = 1;
    for (;;) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 127) * unit;
      unit *= 128;
      if (byte < 128) break;
    }
    slot += Math.floor(value / 16);
    slots.push(slot);
    levels.push(value % 16);
  }
  return [Int32Array.from(slots), Uint8Array.from(levels)];
}
