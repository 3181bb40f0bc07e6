// SPDX-License-Identifier: AGPL-3.0-or-later
// A query answered: which pieces it needs, who has all the words or some, and in what order.
import type { Asking } from "./asking";
import { beginningOf, keyOf, lengthen, nameOf, pieceOf } from "./layout";
import { type Head, type Lists, readLists, swapped, type WrittenLists } from "./pieces";
import { type Found, type Hit, Shelf, type Source } from "./shelf";
import { isSmall, stem } from "./stem";
import { fold, wordsIn } from "./words";

/** Requests that one query may cost before anybody asks for more, the head not counted, which serves every query. */
const BUDGET = 4;
const SHORTEST_BEGINNING = 3;
const MOST_FORMS = 60;
/** Of a pasted sentence so many words are looked for, the longest ones. */
const MOST_WORDS = 8;
/** A word that only begins as the one that was typed counts a little less than the word itself. */
const UNFINISHED = 0.7;

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

/** `unfinished`: the last word may be the beginning of one. */
export async function find(query: string, lang: string, unfinished: boolean, pieces: Asking): Promise<Answer> {
  const words = wordsOf(query, lang, unfinished);
  const head = (await pieces.ask(nameOf(lang, "head"))) as Head;
  const before = pieces.asked;
  const split = splitOf(head);
  const wanted = words.map((word) => keysOf(word, split).map((key) => pieceOf(key, head.bits)));
  const numbers = [...new Set(wanted.flat())];
  const [alone, second] = numbers;
  // what is shown of a word alone lies in one piece: both are asked for at once, and a failure is met later
  if (alone !== undefined && second === undefined) pieces.ask(nameOf(lang, "w", alone)).catch(() => undefined);
  const asking = numbers.map(async (number) => readOnce(await pieces.ask(nameOf(lang, "l", number)), head));
  const lists = new Map((await Promise.all(asking)).map((piece, at) => [numbers[at]!, piece]));
  const found = words.map((word, at) => [...new Set(wanted[at])].flatMap((number) => sourcesOf(word, number, lists)));
  const ranked = rank(found, head.pages);
  const shelf = new Shelf(lang, head, pieces, found.flat());
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

function sourcesOf(word: Asked, piece: number, lists: ReadonlyMap<number, Lists>): Source[] {
  const list = lists.get(piece)!;
  const exact = list.entry(word.stem);
  const found: Source[] = exact ? [{ entry: exact, piece, share: 1 }] : [];
  if (!word.unfinished) return found;
  const longer = list.terms.filter((term) => term !== word.stem && term.startsWith(word.folded)).slice(0, MOST_FORMS);
  return [...found, ...longer.map((term) => ({ entry: list.entry(term)!, piece, share: UNFINISHED }))];
}

/** Those with all the words first; BM25 among equals: the weight in the page, and how rare the word is. */
function rank(found: readonly (readonly Source[])[], pages: number): Hit[] {
  const hits = new Map<number, Hit>();
  for (const sources of found) {
    const best = new Map<number, number>();
    for (const { entry, share } of sources) {
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

const splits = new WeakMap<Head, ReadonlySet<string>>();
const opened = new WeakMap<object, Lists>();

function splitOf(head: Head): ReadonlySet<string> {
  const split = splits.get(head) ?? lengthen(swapped(head.split, head));
  splits.set(head, split);
  return split;
}

function readOnce(written: unknown, head: Head): Lists {
  const known = opened.get(written as object) ?? readLists(written as WrittenLists, head);
  opened.set(written as object, known);
  return known;
}
