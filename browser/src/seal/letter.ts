// SPDX-License-Identifier: AGPL-3.0-or-later
// The inside of an envelope: true length, the letter as JSON, pictures, zeros up to the bucket; as seal/letter.py.
import { type Bytes, fromBase64, isEqual, isZero, toBase64, utf8 } from "./bytes";
import { SealRefused } from "./errors";
import { PUBLIC_LENGTH } from "./xwing";

export const BUCKETS = [32768, 524288, 1048576, 2097152, 4194304, 8388608] as const;
export const MOST_PICTURES = 16;
export const LONGEST_SIGN = 200;
export const LONGEST_JSON = BUCKETS[0] - 8;

export interface ReplyTo {
  readonly public: Bytes;
  readonly tag: Bytes;
}

export interface Letter {
  readonly id: string;
  readonly person: string;
  readonly lang: string;
  readonly text: string;
  readonly sign: string;
  readonly reply: ReplyTo | null;
  readonly corrects: string | null;
  /** YYYY-MM-DD: no time finer than a day leaves this device. */
  readonly created: string;
}

const FIELDS = ["version", "id", "person", "lang", "text", "sign", "reply", "corrects", "created"];
const PATTERNS = {
  id: /^[0-9a-f]{32}$/,
  person: /^[a-z0-9-]{1,64}$/,
  lang: /^[a-z]{2,3}$/,
  corrects: /^[0-9a-f]{32}$/,
  created: /^2[0-9]{3}-[0-9]{2}-[0-9]{2}$/,
};

/** Bytes that the letter's JSON still has room for; negative when it is too long. */
export function roomLeft(letter: Letter): number {
  return LONGEST_JSON - encodeLetter(letter).length;
}

export function encodeInside(letter: Letter, pictures: readonly Bytes[] = []): Bytes {
  checkLetter(letter, pictures.length > 0);
  const body = encodeLetter(letter);
  if (body.length > LONGEST_JSON) throw new SealRefused("letter-too-long", { over: body.length - LONGEST_JSON });
  if (pictures.length > MOST_PICTURES || pictures.some((picture) => picture.length === 0)) throw picturesTooLarge();
  const length = [body, ...pictures].reduce((sum, part) => sum + 4 + part.length, 0);
  const inside = new Uint8Array(bucketFor(4 + length, pictures.length > 0));
  const view = new DataView(inside.buffer);
  view.setUint32(0, length);
  let at = 4;
  for (const part of [body, ...pictures]) {
    view.setUint32(at, part.length);
    inside.set(part, at + 4);
    at += 4 + part.length;
  }
  return inside;
}

export function decodeInside(inside: Bytes): { letter: Letter; pictures: Bytes[] } {
  if (!(BUCKETS as readonly number[]).includes(inside.length)) throw refusal("bucket");
  const end = 4 + new DataView(inside.buffer, inside.byteOffset).getUint32(0);
  if (end > inside.length) throw refusal("length");
  if (!isZero(inside.subarray(end))) throw refusal("padding");
  const [body, ...pictures] = splitParts(inside, end);
  if (body === undefined) throw refusal("parts");
  if (body.length > LONGEST_JSON) throw new SealRefused("letter-too-long", { over: body.length - LONGEST_JSON });
  if (pictures.length > 0 === (inside.length === BUCKETS[0])) throw refusal("bucket");
  const letter = decodeLetter(body);
  checkLetter(letter, pictures.length > 0);
  return { letter, pictures };
}

/** Compact JSON in the order of the fields: the same bytes as Python's. */
export function encodeLetter(letter: Letter): Bytes {
  const reply = letter.reply && { public: toBase64(letter.reply.public), tag: toBase64(letter.reply.tag) };
  const { id, person, lang, text, sign, corrects, created } = letter;
  return utf8(JSON.stringify({ version: 1, id, person, lang, text, sign, reply, corrects, created }));
}

export function decodeLetter(body: Bytes): Letter {
  const fields = parseJson(body);
  if (fields["version"] !== 1) throw refusal("version");
  if (Object.keys(fields).length !== FIELDS.length || !FIELDS.every((name) => name in fields)) throw refusal("fields");
  const letter = {
    id: textOf(fields, "id"),
    person: textOf(fields, "person"),
    lang: textOf(fields, "lang"),
    text: textOf(fields, "text"),
    sign: textOf(fields, "sign"),
    reply: decodeReply(fields["reply"]),
    corrects: fields["corrects"] === null ? null : textOf(fields, "corrects"),
    created: textOf(fields, "created"),
  };
  for (const text of [letter.text, letter.sign]) checkCharacters(text);
  if (!isEqual(encodeLetter(letter), body)) throw refusal("json");
  return letter;
}

function splitParts(inside: Bytes, end: number): Bytes[] {
  const view = new DataView(inside.buffer, inside.byteOffset);
  const parts: Bytes[] = [];
  let at = 4;
  while (at < end) {
    if (end - at < 4) throw refusal("parts");
    const length = view.getUint32(at);
    at += 4;
    if (length === 0 || length > end - at || parts.length > MOST_PICTURES) throw refusal("parts");
    parts.push(inside.slice(at, at + length));
    at += length;
  }
  return parts;
}

function parseJson(body: Bytes): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body));
  } catch {
    throw refusal("json");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) throw refusal("json");
  return parsed as Record<string, unknown>;
}

function textOf(fields: Record<string, unknown>, name: string): string {
  const value = fields[name];
  const pattern: RegExp | undefined = PATTERNS[name as keyof typeof PATTERNS];
  if (typeof value !== "string" || (pattern && !pattern.test(value))) throw refusal(name);
  return value;
}

function decodeReply(value: unknown): ReplyTo | null {
  if (value === null) return null;
  if (typeof value !== "object" || Object.keys(value as object).length !== 2) throw refusal("reply");
  const { public: key, tag } = value as Record<string, unknown>;
  const decoded = [key, tag].map((text) => (typeof text === "string" ? fromBase64(text) : null));
  const [publicKey, tagKey] = decoded;
  if (!publicKey || !tagKey) throw refusal("reply");
  return { public: publicKey, tag: tagKey };
}

function checkLetter(letter: Letter, hasPictures: boolean): void {
  for (const name of ["id", "person", "lang", "corrects", "created"] as const) {
    const value = letter[name];
    if (value !== null && !PATTERNS[name].test(value)) throw refusal(name);
  }
  if (!isDay(letter.created)) throw refusal("created");
  if ([...letter.sign].length > LONGEST_SIGN || /[\r\n]/.test(letter.sign)) throw refusal("sign");
  for (const text of [letter.text, letter.sign]) checkCharacters(text);
  if (!/[^\p{Z}\p{Cc}\p{Cf}]/u.test(letter.text) && !hasPictures) throw new SealRefused("letter-empty");
  if (letter.reply && (letter.reply.public.length !== PUBLIC_LENGTH || letter.reply.tag.length !== 32)) {
    throw refusal("reply");
  }
}

function checkCharacters(text: string): void {
  let position = 0;
  for (const character of text) {
    position += 1;
    const code = character.codePointAt(0) ?? 0;
    if (code === 0 || (code >= 0xd800 && code <= 0xdfff)) {
      const codepoint = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
      throw new SealRefused("letter-forbidden-character", { position, codepoint });
    }
  }
}

function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function bucketFor(length: number, hasPictures: boolean): number {
  const bucket = BUCKETS.slice(hasPictures ? 1 : 0).find((size) => length <= size);
  if (bucket === undefined) throw picturesTooLarge();
  return bucket;
}

function picturesTooLarge(): SealRefused {
  return new SealRefused("pictures-too-large", { most: MOST_PICTURES, megabytes: 8 });
}

function refusal(reason: string): SealRefused {
  return new SealRefused("letter-refused", { reason });
}
