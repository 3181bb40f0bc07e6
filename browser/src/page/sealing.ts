// SPDX-License-Identifier: AGPL-3.0-or-later
// Between the page and the seal: its keys, its word lists, and the seal's refusals as phrases for people.
import { type Bytes, fromHex, randomBytes, toHex, utf8 } from "../seal/bytes";
import { letterKeysFromJson, newestKey, sealLetter } from "../seal/envelope";
import { SealRefused } from "../seal/errors";
import { BUCKETS, type Letter, LONGEST_JSON, LONGEST_SIGN } from "../seal/letter";
import { deriveWriter, parsePhrase, type WordLists, wordsOf } from "../seal/phrase";
import type { PageData } from "./data";

export type { Bytes };
export { newEntropy } from "../seal/phrase";
export { MOST_PICTURES } from "../seal/letter";
export const hexOf = toHex;
export const LARGEST_INSIDE: number = BUCKETS[BUCKETS.length - 1] ?? 0;

const ROOM_FOR_FIELDS = 3_000; // ids, the reply's key and tag in base64, field names

export const newLetterId = (): string => toHex(randomBytes(16));

/** The day where the writer is; nothing finer leaves this device. */
export function today(): string {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

/** Cyrillic or Latin, by majority: the press hyphenates by it. */
export function guessLanguage(text: string, otherwise: string): string {
  const cyrillic = text.match(/\p{Script=Cyrillic}/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  if (cyrillic === latin) return otherwise;
  return cyrillic > latin ? "ru" : "en";
}

export function fits(text: string, sign: string): boolean {
  return utf8(JSON.stringify(text + sign)).length <= LONGEST_JSON - ROOM_FOR_FIELDS && [...sign].length <= LONGEST_SIGN;
}

function listsOf(data: PageData): WordLists {
  const own = [data.lang, ...Object.keys(data.words)];
  return Object.fromEntries(own.map((lang) => [lang, (data.words[lang] ?? "").split(" ")]));
}

export function wordsFor(data: PageData, entropy: Bytes): Promise<string[]> {
  return wordsOf(entropy, listsOf(data)[data.lang] ?? []);
}

export function readPhrase(data: PageData, text: string): Promise<Bytes> {
  return parsePhrase(text, listsOf(data));
}

export function organisationOf(data: PageData): Bytes {
  return fromHex(data.organisation) ?? new Uint8Array(0);
}

/** Whether this copy can seal today; throws what `explainSealing` explains. */
export async function checkKeys(data: PageData): Promise<void> {
  newestKey(await letterKeysFromJson(data.letterKeys), today());
}

export async function sealLetterNow(
  data: PageData,
  letter: Omit<Letter, "reply">,
  entropy: Bytes | undefined,
  pictures: Bytes[],
): Promise<Bytes> {
  const organisation = organisationOf(data);
  const key = newestKey(await letterKeysFromJson(data.letterKeys), today());
  const writer = entropy && (await deriveWriter(entropy, organisation));
  const reply = writer ? { public: writer.replyPublic, tag: writer.tag } : null;
  return sealLetter({ ...letter, reply }, pictures, key, organisation);
}

function ourFault(error: unknown): Explained {
  reportError(error);
  return ["broken", {}];
}

type Explained = [name: string, fields: Record<string, string | number>];

/** A refusal of the seal as a phrase's name and fields; anything else is a fault of ours, and is reported as one. */
export function explainSealing(error: unknown): Explained {
  if (!(error instanceof SealRefused)) return ourFault(error);
  const { code, fields } = error;
  const names: Partial<Record<typeof code, string>> = {
    "letter-keys-too-old": "keysTooOld",
    "letter-keys-not-begun": "keysNotBegun",
    "letter-keys-refused": "noKeys",
    "letter-empty": "hintText",
    "letter-too-long": "hintLong",
    "pictures-too-large": "picturesTooHeavy",
    "letter-forbidden-character": "forbiddenCharacter",
  };
  return [names[code] ?? "broken", { ...fields }];
}

export function explainPhrase(error: unknown): Explained {
  if (!(error instanceof SealRefused)) return ourFault(error);
  const { code, fields, suggestion } = error;
  if (code === "phrase-wrong-count") return ["wordCount", { ...fields }];
  if (code === "phrase-mixed-languages") return ["wordMixed", { ...fields }];
  if (code === "phrase-wrong-checksum") return ["wordChecksum", {}];
  return suggestion ? ["wordSuggest", { ...fields, suggestion }] : ["wordUnknown", { ...fields }];
}
