// SPDX-License-Identifier: AGPL-3.0-or-later
// Pages as they are shown. The best of a word lie in its piece of words; any page lies in a group of its neighbours.
// Each of these costs a request, so those are asked for that show most of what comes first.
import type { Asking } from "./asking";
import { nameOf, shownFirst } from "./layout";
import { type Card, type Entry, type Head, readCards, readWords, type WrittenGroup, type WrittenWords } from "./pieces";

export interface Found {
  readonly card: Card;
  readonly passage: string;
}

/** A list that a query is answered from, and the piece it lies in. */
export interface Source {
  readonly entry: Entry;
  readonly piece: number;
  /** What it counts: less where the word only begins as the one that was typed. */
  readonly share: number;
}

export interface Hit {
  slot: number;
  words: number;
  score: number;
}

interface Place {
  readonly name: string;
  readonly holds: (slot: number) => boolean;
}

export class Shelf {
  private readonly given = new Set<number>();
  private readonly cards = new Map<number, Card>();
  private readonly passages = new Map<number, readonly [rarity: number, text: string]>();
  private readonly words: readonly Place[];
  private readonly known = new Set<string>();

  constructor(
    private readonly lang: string,
    private readonly head: Head,
    private readonly pieces: Asking,
    private readonly sources: readonly Source[],
  ) {
    const best = new Map<number, Set<number>>();
    for (const { entry, piece } of sources) {
      const slots = best.get(piece) ?? new Set();
      for (const slot of bestOf(entry)) slots.add(slot);
      best.set(piece, slots);
    }
    this.words = Array.from(best, ([piece, slots]) => ({
      name: nameOf(lang, "w", piece),
      holds: (slot: number) => slots.has(slot),
    }));
  }

  /** The next best that can be had for so many requests; who would cost more waits for the next turn. */
  async take(ranked: readonly Hit[], count: number, budget: number): Promise<Found[]> {
    const waiting = ranked.filter((hit) => !this.given.has(hit.slot)).map((hit) => hit.slot);
    const places = this.choose(waiting.slice(0, count), budget);
    await Promise.all(places.map((place) => this.read(place)));
    const chosen = waiting.filter((slot) => this.cards.has(slot)).slice(0, count);
    for (const slot of chosen) this.given.add(slot);
    return chosen.map((slot) => {
      const card = this.cards.get(slot)!;
      return { card, passage: this.passages.get(slot)?.[1] || card.opening };
    });
  }

  /** One place after another, each time the one that shows most of what is not yet shown; the first count for most. */
  private choose(slots: readonly number[], budget: number): Place[] {
    const groups = new Set(slots.map((slot) => slot >> this.head.group));
    const all = [...this.words, ...Array.from(groups, (group) => this.groupOf(group))];
    const chosen = all.filter((place) => this.pieces.has(place.name));
    let missing = slots.map((slot, at) => ({ slot, weight: 1 / (at + 2) }));
    const leave = (place: Place): void => {
      missing = missing.filter(({ slot }) => !place.holds(slot));
    };
    chosen.forEach(leave);
    for (let left = budget; left > 0 && missing.length; left -= 1) {
      const worth = (place: Place): number =>
        missing.reduce((sum, { slot, weight }) => (place.holds(slot) ? sum + weight : sum), 0);
      const best = all.reduce((one, other) => (worth(other) > worth(one) ? other : one));
      chosen.push(best);
      leave(best);
    }
    return chosen;
  }

  private groupOf(group: number): Place {
    return { name: nameOf(this.lang, "p", group), holds: (slot) => slot >> this.head.group === group };
  }

  private async read(place: Place): Promise<void> {
    if (this.known.has(place.name)) return;
    const told = await this.pieces.ask(place.name);
    this.known.add(place.name);
    if (!this.words.includes(place)) return this.keep(readCards((told as WrittenGroup).d, this.head));
    const piece = readWords(told as WrittenWords, this.head);
    this.keep(piece.cards);
    for (const { entry } of this.sources) {
      for (const [slot, text] of piece.passages(entry.term)) {
        const known = this.passages.get(slot);
        if (!known || entry.slots.length < known[0]) this.passages.set(slot, [entry.slots.length, text]);
      }
    }
  }

  /** A card from a group has the first words of its text, and one from beside a word has not. */
  private keep(cards: readonly Card[]): void {
    for (const card of cards) if (!this.cards.get(card.slot)?.opening) this.cards.set(card.slot, card);
  }
}

/** The pages whose passages lie beside the term: twin of `Table.best_of` in restante/site/search/table.py. */
function bestOf(entry: Entry): number[] {
  const places = Array.from(entry.slots.keys());
  places.sort((a, b) => entry.levels[b]! - entry.levels[a]! || entry.slots[a]! - entry.slots[b]!);
  return places.slice(0, shownFirst(places.length)).map((at) => entry.slots[at]!);
}
