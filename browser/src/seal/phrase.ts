// SPDX-License-Identifier: AGPL-3.0-or-later
// The writer's twelve words, as seal/phrase.py. Lists come as an argument: a page ships only those that it needs.
import { type Bytes, concat, hkdfSha256, randomBytes, sha256, utf8 } from "./bytes";
import { SealRefused } from "./errors";
import { publicOf } from "./xwing";

export type WordList = readonly string[];
/** By language; the order of languages decides between equally near suggestions. */
export type WordLists = Readonly<Record<string, WordList>>;

export interface Writer {
  readonly replySeed: Bytes;
  readonly replyPublic: Bytes;
  readonly tag: Bytes;
}

const ENTROPY_LENGTH = 16;
const WORDS_IN_PHRASE = 12;
const BEGINNING = 4;
const LONGEST_INPUT = 4096;
const NEAR = 3;

export const newEntropy = (): Bytes => randomBytes(ENTROPY_LENGTH);

export async function wordsOf(entropy: Bytes, list: WordList): Promise<string[]> {
  let number = (toNumber(entropy) << 4n) | BigInt(await checksumOf(entropy));
  const words: string[] = [];
  for (let place = 0; place < WORDS_IN_PHRASE; place += 1) {
    words.unshift(list[Number(number & 2047n)] ?? "");
    number >>= 11n;
  }
  return words;
}

/** Entropy from words as people type them: any separators and case, ё or е, beginnings of four letters or more. */
export async function parsePhrase(text: string, lists: WordLists): Promise<Bytes> {
  const typed = splitWords(text);
  if (typed.length !== WORDS_IN_PHRASE) throw new SealRefused("phrase-wrong-count", { count: typed.length });
  const beginnings = beginningsOf(lists);
  let number = 0n;
  let language: string | null = null;
  typed.forEach((word, place) => {
    const position = place + 1;
    const found = beginnings.get(word.slice(0, BEGINNING));
    if (!found?.word.startsWith(word)) throw new SealRefused("phrase-unknown-word", { position }, suggestWord(word, lists));
    if (language !== null && found.lang !== language) throw new SealRefused("phrase-mixed-languages", { position });
    language = found.lang;
    number = (number << 11n) | BigInt(found.index);
  });
  const entropy = fromNumber(number >> 4n);
  if (Number(number & 15n) !== (await checksumOf(entropy))) throw new SealRefused("phrase-wrong-checksum");
  return entropy;
}

/** Words in their plain form: NFKC, lower case, no accents or invisible marks, ё as е. */
export function splitWords(text: string): string[] {
  const folded = text.slice(0, LONGEST_INPUT).normalize("NFKC").toLowerCase().replaceAll("ё", "е");
  return folded
    .replace(/[\p{Mn}\p{Cf}]/gu, "")
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== "");
}

/** The listed word that a mistyped one was most likely meant to be; null when nothing is near. */
export function suggestWord(word: string, lists: WordLists): string | null {
  let best: string | null = null;
  let bestCost = NEAR;
  for (const candidate of Object.values(lists).flat()) {
    const isBeginning = candidate.slice(0, BEGINNING) === word.slice(0, BEGINNING);
    const cost = isBeginning ? 1 : distance(word, candidate, bestCost);
    if (cost < bestCost) [best, bestCost] = [candidate, cost];
  }
  return best;
}

/** The keys for one organisation: the same words given to two organisations cannot be linked. */
export async function deriveWriter(entropy: Bytes, organisation: Bytes): Promise<Writer> {
  const replySeed = await hkdfSha256(entropy, organisation, utf8("restante reply seed v1"), 32);
  const tag = await hkdfSha256(entropy, organisation, utf8("restante mail tag v1"), 32);
  return { replySeed, replyPublic: await publicOf(replySeed), tag };
}

async function checksumOf(entropy: Bytes): Promise<number> {
  return ((await sha256(concat(utf8("restante phrase v1"), entropy)))[0] ?? 0) >> 4;
}

function toNumber(bytes: Bytes): bigint {
  return bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
}

function fromNumber(number: bigint): Bytes {
  return Uint8Array.from({ length: ENTROPY_LENGTH }, (_, at) => Number((number >> BigInt(8 * (15 - at))) & 255n));
}

function beginningsOf(lists: WordLists): Map<string, { lang: string; index: number; word: string }> {
  const beginnings = new Map<string, { lang: string; index: number; word: string }>();
  for (const [lang, list] of Object.entries(lists)) {
    list.forEach((word, index) => beginnings.set(word.slice(0, BEGINNING), { lang, index, word }));
  }
  return beginnings;
}

/** Edits between two words, a swap of neighbours counting as one; `limit` when there are as many or more. */
function distance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) >= limit) return limit;
  let before: number[] = [];
  let row = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (let i = 1; i <= left.length; i += 1) {
    const above = before;
    before = row;
    row = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const same = left[i - 1] === right[j - 1];
      let cost = Math.min(at(before, j) + 1, at(row, j - 1) + 1, at(before, j - 1) + (same ? 0 : 1));
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) {
        cost = Math.min(cost, at(above, j - 2) + 1);
      }
      row.push(cost);
    }
    if (Math.min(...row) >= limit) return limit;
  }
  return Math.min(at(row, right.length), limit);
}

const at = (row: number[], place: number): number => row[place] ?? Infinity;

