// SPDX-License-Identifier: AGPL-3.0-or-later
// What one writer's record says: where each letter stands, day by day, and what waits; as seal/record.py.
import { BLOB_SIZES, type Part } from "./blob";
import { type Bytes, isZero, toHex } from "./bytes";
import { SealRefused } from "./errors";

export const HISTORY_TYPE = "application/x-restante-history";

const STATUSES = [
  "accepted",
  "approved",
  "returned_for_correction",
  "declined",
  "printed",
  "posted",
  "sent_electronically",
  "came_back",
  "reply_arrived",
  "held",
  "with_translator",
  "lost",
] as const;
const KINDS = ["reply", "returned", "history"] as const;
const NO_LETTER = 0xffff;
const PARCEL_LENGTH = 56;

export type Status = (typeof STATUSES)[number];
export type ParcelKind = (typeof KINDS)[number];

export interface LetterStatus {
  readonly letter: string;
  readonly days: readonly (readonly [day: string, status: Status])[];
}

export interface Parcel {
  readonly kind: ParcelKind;
  readonly day: string;
  /** Empty for a history. */
  readonly letter: string;
  readonly name: string;
  readonly key: Bytes;
  readonly size: number;
  readonly pages: number;
}

export interface WriterMail {
  readonly statuses: readonly LetterStatus[];
  readonly parcels: readonly Parcel[];
}

export function decodeRecord(body: Bytes): WriterMail {
  try {
    return readRecord(body);
  } catch (error) {
    if (error instanceof RangeError) throw new SealRefused("blob-refused");
    throw error;
  }
}

/** The whole mail from the parts of the history blob that a record names. */
export function unfoldHistory(parts: readonly Part[]): WriterMail {
  const history = parts.find((part) => part.mediaType === HISTORY_TYPE);
  if (!history) throw new SealRefused("blob-refused");
  return decodeRecord(history.content);
}

function readRecord(body: Bytes): WriterMail {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  if (view.getUint8(0) !== 1) throw new SealRefused("blob-refused");
  const [letters, waiting] = [view.getUint16(1), view.getUint16(3)];
  let at = 5;
  const statuses: LetterStatus[] = [];
  for (let place = 0; place < letters; place += 1) {
    const letter = toHex(body.slice(at, at + 16));
    const steps = view.getUint16(at + 16);
    at += 18;
    const days: [string, Status][] = [];
    for (let step = 0; step < steps; step += 1, at += 3) {
      days.push([dayOf(view.getUint16(at)), known(STATUSES[view.getUint8(at + 2)])]);
    }
    statuses.push({ letter, days });
  }
  const parcels: Parcel[] = [];
  for (let place = 0; place < waiting; place += 1, at += PARCEL_LENGTH) parcels.push(readParcel(body, view, at, statuses));
  if (at > body.length || !isZero(body.subarray(at))) throw new SealRefused("blob-refused");
  return { statuses, parcels };
}

function readParcel(body: Bytes, view: DataView, at: number, letters: readonly LetterStatus[]): Parcel {
  const place = view.getUint16(at + 3);
  return {
    kind: known(KINDS[view.getUint8(at)]),
    day: dayOf(view.getUint16(at + 1)),
    letter: place === NO_LETTER ? "" : known(letters[place]).letter,
    name: toHex(body.slice(at + 5, at + 21)),
    key: body.slice(at + 21, at + 53),
    size: known(BLOB_SIZES[view.getUint8(at + 53)]),
    pages: view.getUint16(at + 54),
  };
}

function known<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new SealRefused("blob-refused");
  return value;
}

function dayOf(number: number): string {
  return new Date(Date.UTC(2020, 0, 1) + number * 86_400_000).toISOString().slice(0, 10);
}
