// SPDX-License-Identifier: AGPL-3.0-or-later
// A query answered: which pieces it needs, who has all the words or some, and in what order they are shown.
import type { Asking } from "./asking";
import { beginningOf, keyOf, lengthen, nameOf, pieceOf } from "./layout";
import { type Card, type Entry, type Head, readCards, readWords, swapped, type Words, type WrittenGroup, type WrittenWords } from "./pieces";
import { isSmall, stem } from "./stem";
import { fold, wordsIn } from "./words";

/** Requests that one query may cost before anybody asks for more. */
const BUDGET = 4;
const SHORTEST_BEGINNING = 3;
const MOST_FORMS = 60;
/** Of a pasted sentence so many words are looked for, the longest ones. */
const MOST_WORDS = 8;
/** A word that only begins as the one that was typed counts a little less than the word itself. */
const UNFINISHED = 0.7;

export interface Found {
  readonly card: Card;
  readonly passage: string;
}

export interface Answer {
  /** Pages with all the words, and pages with at least one. */
  readonly all: number;
  readonly some: number;
  /** The next pages in order; `[]` when there are no more. */
  more(count: number): Promise<Found[]>;
  /** Whether a word of a passage is one of those that were asked for. */
  isHit(word: string): boolean;
}

interface Asked {
  readonly folded: string;
  readonly stem: string;
  readonly unfinished: boolean;
}

interface Hit {
  slot: number;
  words: number;
  score: number;
}

/** `unfinished`: the last word may be the beginning of one. */
export async function find(query: string, lang: string, unfinished: boolean, pieces: Asking): Promise<Answer> {
  const before = pieces.asked;
  const words = wordsOf(query, lang, unfinished);
  const head = (await pieces.ask(nameOf(lang, "head"))) as Head;
  const split = splitOf(head);
  const wanted = words.map((word) => keysOf(word, split).map((key) => nameOf(lang, "w", pieceOf(key, head.bits))));
  const names = [...new Set(wanted.flat())];
  const read = await Promise.all(names.map(async (name) => readOnce(await pieces.ask(name), head)));
  const byName = new Map(names.map((name, at) => [name, read[at]!]));
  const found = words.map((word, at) => entriesOf(word, new Set(wanted[at]!.map((name) => byName.get(name)!))));
  const ranked = rank(found, head.pages);
  const cards = new Map(read.flatMap((piece) => piece.cards.map((card) => [card.slot, card] as const)));
  const shelf = new Shelf(lang, head, pieces, cards, found);
  let left = BUDGET - (pieces.asked - before);
  return {
    all: ranked.filter((hit) => hit.words === words.length).length,
    some: ranked.length,
    more: async (count) => {
      const shown = await shelf.take(ranked, count, Math.max(0, left));
      left = count;
      return shown;
    },
    isHit: (word) => {
      const folded = fold(word);
      const root = stem(folded, lang);
      return words.some((one) => one.stem === root || (one.unfinished && folded.startsWith(one.folded)));
    },
  };
}

/** Words that stand in every text are left out where there are others. */
function wordsOf(query: string, lang: string, unfinished: boolean): Asked[] {
  const written = wordsIn(query);
  const open = unfinished && /[\p{L}\p{N}]$/u.test(query);
  const all = written.map((word, at): Asked => {
    const folded = fold(word.text);
    const last = open && at === written.length - 1 && folded.length >= SHORTEST_BEGINNING;
    return { folded, stem: stem(folded, lang), unfinished: last };
  });
  const telling = all.filter((word) => word.unfinished || !isSmall(word.folded, lang));
  const chosen = telling.length ? telling : all;
  const apart = chosen.filter((word, at) => chosen.findIndex((one) => one.stem === word.stem) === at);
  return apart.sort((a, b) => b.folded.length - a.folded.length).slice(0, MOST_WORDS);
}

function keysOf(word: Asked, split: ReadonlySet<string>): string[] {
  const whole = keyOf(word.stem, split);
  const beginning = word.unfinished ? beginningOf(word.folded, split) : null;
  return beginning === null || beginning === whole ? [whole] : [whole, beginning];
}

function entriesOf(word: Asked, pieces: ReadonlySet<Words>): [Entry, number][] {
  const entries: [Entry, number][] = [];
  for (const piece of pieces) {
    const exact = piece.entry(word.stem);
    if (exact) entries.push([exact, 1]);
    if (!word.unfinished) continue;
    const longer = piece.terms.filter((term) => term !== word.stem && term.startsWith(word.folded)).slice(0, MOST_FORMS);
    for (const term of longer) entries.push([piece.entry(term)!, UNFINISHED]);
  }
  return entries;
}

/** Those with all the words first; BM25 among equals: the weight in the page, and how rare the word is. */
function rank(found: readonly (readonly [Entry, number][])[], pages: number): Hit[] {
  const hits = new Map<number, Hit>();
  for (const entries of found) {
    const best = new Map<number, number>();
    for (const [entry, share] of entries) {
      const many = entry.slots.length;
      const rare = Math.log(1 + (pages - many + 0.5) / (many + 0.5));
      entry.slots.forEach((slot, at) => {
        const score = share * rare * entry.levels[at]!;
        if (score > (best.get(slot) ?? 0)) best.set(slot, score);
      });
    }
    for (const [slot, score] of best) {
      const hit = hits.get(slot) ?? { slot, words: 0, score: 0 };
      hit.words += 1;
      hit.score += score;
      hits.set(slot, hit);
    }
  }
  return [...hits.values()].sort((a, b) => b.words - a.words || b.score - a.score || a.slot - b.slot);
}

/** Pages as they are shown: most lie beside their words, the others in groups that cost a request each. */
class Shelf {
  private readonly given = new Set<number>();

  constructor(
    private readonly lang: string,
    private readonly head: Head,
    private readonly pieces: Asking,
    private readonly cards: Map<number, Card>,
    private readonly found: readonly (readonly [Entry, number][])[],
  ) {}

  /** The next best that can be had for so many requests; who would cost more waits for the next turn. */
  async take(ranked: readonly Hit[], count: number, budget: number): Promise<Found[]> {
    const chosen: number[] = [];
    const groups = new Set<number>();
    for (const { slot } of ranked) {
      if (chosen.length >= count) break;
      if (this.given.has(slot)) continue;
      const group = slot >> this.head.group;
      if (!this.cards.has(slot) && !groups.has(group)) {
        if (groups.size >= budget) continue;
        groups.add(group);
      }
      chosen.push(slot);
    }
    await Promise.all([...groups].map((group) => this.read(group)));
    const shown = chosen.flatMap((slot) => {
      const card = this.cards.get(slot);
      return card ? [{ card, passage: this.passage(slot) || card.opening }] : [];
    });
    for (const slot of chosen) this.given.add(slot);
    return shown;
  }

  private async read(group: number): Promise<void> {
    const written = (await this.pieces.ask(nameOf(this.lang, "p", group))) as WrittenGroup;
    for (const card of readCards(written.d, this.head)) if (!this.cards.has(card.slot)) this.cards.set(card.slot, card);
  }

  private passage(slot: number): string {
    const [, text] = this.found
      .flat()
      .map(([entry]) => [entry.slots.length, entry.passages.get(slot) ?? ""] as const)
      .filter(([, passage]) => passage)
      .reduce((rarest, one) => (one[0] < rarest[0] ? one : rarest), [Number.POSITIVE_INFINITY, ""] as const);
    return text;
  }
}

const splits = new WeakMap<Head, ReadonlySet<string>>();
const pieces = new WeakMap<object, Words>();

function splitOf(head: Head): ReadonlySet<string> {
  const split = splits.get(head) ?? lengthen(swapped(head.split, head));
  splits.set(head, split);
  return split;
}

function readOnce(written: unknown, head: Head): Words {
  const known = pieces.get(written as object) ?? readWords(written as WrittenWords, head);
  pieces.set(written as object, known);
  return known;
}
