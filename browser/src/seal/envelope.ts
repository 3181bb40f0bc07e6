// SPDX-License-Identifier: AGPL-3.0-or-later
// Sealing a letter to the organisation's current key; the page that does this holds no private key.
import { type Bytes, concat, fromBase64, fromHex, isEqual, sha256, toHex, utf8 } from "./bytes";
import { SealRefused } from "./errors";
import { BUCKETS, encodeInside, type Letter } from "./letter";
import { infoFor, KEM_LENGTH, PUBLIC_LENGTH, sealTo, TAG_LENGTH } from "./xwing";

export const MAGIC = utf8("RSTL");
export const VERSION = 1;
export const KEY_ID_LENGTH = 11;
export const HEADER_LENGTH = 16;
export const OVERHEAD = HEADER_LENGTH + KEM_LENGTH + TAG_LENGTH;
export const ENVELOPE_SIZES: readonly number[] = BUCKETS.map((bucket) => bucket + OVERHEAD);

const OLDEST_KEY_DAYS = 14;
const MOST_KEYS = 64;
const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;

export interface LetterKey {
  readonly keyId: Bytes;
  readonly public: Bytes;
  /** Days as YYYY-MM-DD, both included; such texts compare as days do. */
  readonly notBefore: string;
  readonly notAfter: string;
}

export interface LetterKeys {
  readonly organisation: Bytes;
  readonly keys: readonly LetterKey[];
}

export async function keyIdOf(publicKey: Bytes, organisation: Bytes): Promise<Bytes> {
  return (await sha256(concat(utf8("restante key v1"), organisation, publicKey))).slice(0, KEY_ID_LENGTH);
}

/** Refuse by the first 16 bytes and the length alone, before any cryptography; `known` holds key ids in hex. */
export function checkEnvelope(head: Bytes, length: number, known: ReadonlySet<string>): void {
  if (head.length < HEADER_LENGTH || !isEqual(head.subarray(0, 4), MAGIC)) throw new SealRefused("not-an-envelope");
  const version = head[4] ?? 0;
  if (version !== VERSION) throw new SealRefused("unknown-envelope-version", { version });
  if (!ENVELOPE_SIZES.includes(length)) throw new SealRefused("wrong-envelope-size", { length });
  if (!known.has(toHex(head.subarray(5, HEADER_LENGTH)))) throw new SealRefused("unknown-letter-key");
}

export async function sealLetter(
  letter: Letter,
  pictures: readonly Bytes[],
  key: LetterKey,
  organisation: Bytes,
): Promise<Bytes> {
  const sealed = await sealTo(key.public, encodeInside(letter, pictures), infoFor("letter", organisation));
  if (sealed === null) throw new SealRefused("letter-keys-refused", { reason: "public" });
  return concat(MAGIC, new Uint8Array([VERSION]), key.keyId, sealed);
}

/** The key to seal to today (YYYY-MM-DD); a day's grace at the beginning, since the date depends on where one is. */
export function newestKey(keys: LetterKeys, today: string): LetterKey {
  const every = [...keys.keys].sort((a, b) => (a.notBefore < b.notBefore ? -1 : 1));
  const first = every[0];
  if (first === undefined) throw new SealRefused("letter-keys-refused", { reason: "keys" });
  const begunBy = (day: string): LetterKey | undefined => every.filter((key) => key.notBefore <= day).pop();
  const newest = begunBy(today) ?? begunBy(addDays(today, 1));
  if (newest === undefined) throw new SealRefused("letter-keys-not-begun", { day: first.notBefore });
  if (addDays(newest.notBefore, OLDEST_KEY_DAYS) < today || newest.notAfter < today) {
    throw new SealRefused("letter-keys-too-old", { day: newest.notBefore });
  }
  return newest;
}

/** Read letter-keys.json as it stands in an edition (or embedded in the page, already parsed). */
export async function letterKeysFromJson(document: unknown): Promise<LetterKeys> {
  const { version, organisation: hex, keys: entries } = document as Record<string, unknown>;
  const organisation = typeof hex === "string" ? fromHex(hex) : null;
  if (version !== 1 || organisation?.length !== 16 || !Array.isArray(entries)) throw refusal("json");
  if (entries.length < 1 || entries.length > MOST_KEYS) throw refusal("number of keys");
  const keys = await Promise.all(entries.map((entry) => readKey(entry as Record<string, unknown>, organisation)));
  return { organisation, keys: keys.sort((a, b) => (a.notBefore < b.notBefore ? -1 : 1)) };
}

async function readKey(entry: Record<string, unknown>, organisation: Bytes): Promise<LetterKey> {
  const [id, key, notBefore, notAfter] = ["id", "public", "not_before", "not_after"].map((name) => entry[name]);
  if (typeof id !== "string" || typeof key !== "string") throw refusal("json");
  const publicKey = fromBase64(key);
  if (publicKey?.length !== PUBLIC_LENGTH) throw refusal("public");
  const keyId = await keyIdOf(publicKey, organisation);
  if (toHex(keyId) !== id) throw refusal("id");
  if (typeof notBefore !== "string" || typeof notAfter !== "string") throw refusal("days");
  if (!DAY.test(notBefore) || !DAY.test(notAfter) || notAfter < notBefore) throw refusal("days");
  return { keyId, public: publicKey, notBefore, notAfter };
}

function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

function refusal(reason: string): SealRefused {
  return new SealRefused("letter-keys-refused", { reason });
}
