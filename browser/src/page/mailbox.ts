// SPDX-License-Identifier: AGPL-3.0-or-later
// Fetches one shard of the mail, whole, and opens what is the writer's; the server learns neither words nor record.
import { openBlob, type Part } from "../seal/blob";
import { type Bytes, concat, fromBase64 } from "../seal/bytes";
import { findRecord, SHARD_LENGTH, shardFor, verifyLatest } from "../seal/mail";
import { deriveWriter } from "../seal/phrase";
import { type Parcel, unfoldHistory, type WriterMail } from "../seal/record";
import type { PageData } from "./data";
import { organisationOf } from "./sealing";

const LARGEST_LATEST = 2 * 1024 * 1024;

/** The address gave nothing, or not enough; the words are not at fault. */
export class Unreachable extends Error {}

export interface Mailbox {
  day: string;
  mail: WriterMail | null;
}

export async function openMailbox(data: PageData, entropy: Bytes): Promise<Mailbox> {
  const organisation = organisationOf(data);
  const latest = await verifyLatest(await fetched("latest.json", LARGEST_LATEST), mailKey(data), organisation);
  const writer = await deriveWriter(entropy, organisation);
  const shard = await fetched(await shardFor(writer.tag, latest), SHARD_LENGTH);
  const record = await findRecord(shard, writer, latest, organisation);
  return { day: latest.day, mail: record && (await unfolded(record)) };
}

export async function fetchParcel(parcel: Parcel): Promise<Part[]> {
  return openBlob(await fetched(`blobs/${parcel.name}`, parcel.size), parcel.key, parcel.name);
}

async function unfolded(mail: WriterMail): Promise<WriterMail> {
  const history = mail.parcels.find((parcel) => parcel.kind === "history");
  return history ? unfoldHistory(await fetchParcel(history)) : mail;
}

/** A server that sends without end must not fill the memory of somebody's phone. */
async function fetched(path: string, most: number): Promise<Bytes> {
  try {
    const answer = await fetch(new URL(`../mail/${path}`, location.href), {
      credentials: "omit",
      referrerPolicy: "no-referrer",
      cache: path === "latest.json" ? "no-store" : "default",
      redirect: "error",
    });
    if (!answer.ok || !answer.body) throw new Unreachable();
    const pieces: Bytes[] = [];
    let length = 0;
    for (const reader = answer.body.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) return concat(...pieces);
      length += value.length;
      if (length > most) {
        await reader.cancel();
        throw new Unreachable();
      }
      pieces.push(value);
    }
  } catch {
    throw new Unreachable();
  }
}

function mailKey(data: PageData): Bytes {
  const told = (data.mailKey as { public?: unknown } | undefined)?.public;
  return (typeof told === "string" ? fromBase64(told) : null) ?? new Uint8Array(32);
}
