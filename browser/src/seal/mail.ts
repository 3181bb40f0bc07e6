// SPDX-License-Identifier: AGPL-3.0-or-later
// Reading the mail: check the signature, fetch one shard whole, find the record and open it here; as seal/mail.py.
import { type Bytes, concat, fromBase64, fromHex, hmacSha256, isEqual, sha256, utf8 } from "./bytes";
import { verifyEd25519 } from "./ed25519";
import { SealRefused } from "./errors";
import type { Writer } from "./phrase";
import { decodeRecord, type WriterMail } from "./record";
import { infoFor, openWith } from "./xwing";

export const SLOT_LENGTH = 16;
export const RECORD_LENGTH = 2048;
export const RECORDS_A_SHARD = 64;
export const SHARD_LENGTH = RECORDS_A_SHARD * (SLOT_LENGTH + RECORD_LENGTH);

const MOST_SHARDS = 16384;

export interface Latest {
  readonly organisation: Bytes;
  readonly number: number;
  readonly day: string;
  readonly records: number;
  readonly spread: Bytes;
  readonly shards: readonly Bytes[];
}

/** `data` is latest.json as fetched; only what the mail key signed is read. */
export async function verifyLatest(data: Bytes, publicKey: Bytes, organisation: Bytes): Promise<Latest> {
  const { signed, signature } = parse(new TextDecoder().decode(data));
  const signatureBytes = typeof signature === "string" ? fromBase64(signature) : null;
  if (typeof signed !== "string" || signatureBytes === null) throw refusal("format");
  const message = concat(utf8("restante mail v1\0"), utf8(signed));
  if (!(await verifyEd25519(signatureBytes, message, publicKey))) throw refusal("signature");
  const latest = readLatest(parse(signed));
  if (!isEqual(latest.organisation, organisation)) throw refusal("organisation");
  return latest;
}

/** The path, under `mail/`, of the one shard that can hold this writer's record. */
export async function shardFor(tag: Bytes, latest: Latest): Promise<string> {
  const index = await shardIndex(await slotOf(tag, latest.number), latest);
  return `${latest.number}/${index.toString(16).padStart(4, "0")}.bin`;
}

/** The writer's mail, or null: nothing yet. */
export async function findRecord(
  shard: Bytes,
  writer: Writer,
  latest: Latest,
  organisation: Bytes,
): Promise<WriterMail | null> {
  const slot = await slotOf(writer.tag, latest.number);
  const expected = latest.shards[await shardIndex(slot, latest)];
  if (shard.length !== SHARD_LENGTH || !expected || !isEqual(await sha256(shard), expected)) throw refusal("shard");
  for (let at = 0; at < SHARD_LENGTH; at += SLOT_LENGTH + RECORD_LENGTH) {
    if (!isEqual(shard.subarray(at, at + SLOT_LENGTH), slot)) continue;
    const sealed = shard.slice(at + SLOT_LENGTH, at + SLOT_LENGTH + RECORD_LENGTH);
    const info = concat(infoFor("mail record", organisation), bigEndian(latest.number));
    const inside = await openWith(writer.replySeed, sealed, info);
    if (inside === null) throw refusal("record");
    return decodeRecord(inside);
  }
  return null;
}

/** The record's name in this publication. */
export async function slotOf(tag: Bytes, number: number): Promise<Bytes> {
  return (await hmacSha256(tag, bigEndian(number))).slice(0, SLOT_LENGTH);
}

async function shardIndex(slot: Bytes, latest: Latest): Promise<number> {
  const digest = await sha256(concat(latest.spread, slot));
  return new DataView(digest.buffer).getUint32(0) % latest.shards.length;
}

function bigEndian(number: number): Bytes {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(number));
  return bytes;
}

function readLatest(signed: Record<string, unknown>): Latest {
  const { version, organisation, number, day, records, spread, shards } = signed;
  if (version !== 1 || !Number.isSafeInteger(number) || Number(number) < 0 || typeof day !== "string") {
    throw refusal("format");
  }
  if (!Array.isArray(shards) || shards.length < 1 || shards.length > MOST_SHARDS) throw refusal("format");
  if (records !== shards.length * RECORDS_A_SHARD) throw refusal("format");
  return {
    organisation: hexOf(organisation, 16),
    number: Number(number),
    day,
    records: shards.length * RECORDS_A_SHARD,
    spread: hexOf(spread, 16),
    shards: shards.map((digest) => hexOf(digest, 32)),
  };
}

function hexOf(value: unknown, length: number): Bytes {
  const bytes = typeof value === "string" ? fromHex(value) : null;
  if (bytes?.length !== length) throw refusal("format");
  return bytes;
}

function parse(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null) return parsed as Record<string, unknown>;
  } catch {
    throw refusal("format");
  }
  throw refusal("format");
}

function refusal(reason: string): SealRefused {
  return new SealRefused("mail-not-authentic", { reason });
}
