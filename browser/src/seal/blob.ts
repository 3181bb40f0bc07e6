// SPDX-License-Identifier: AGPL-3.0-or-later
// Opening blobs: replies, returned letters, long histories; as seal/blob.py.
import { type Bytes, concat, fromHex, isZero, utf8 } from "./bytes";
import { SealRefused } from "./errors";

/** 256 KiB to 16 MiB. */
export const BLOB_SIZES: readonly number[] = [18, 19, 20, 21, 22, 23, 24].map((power) => 2 ** power);

export interface Part {
  readonly mediaType: string;
  readonly content: Bytes;
}

export async function openBlob(blob: Bytes, key: Bytes, name: string): Promise<Part[]> {
  const nameBytes = fromHex(name);
  if (!BLOB_SIZES.includes(blob.length) || nameBytes === null) throw new SealRefused("blob-refused");
  const plain = await decrypt(blob, key, concat(utf8("restante blob v1\0"), nameBytes));
  const view = new DataView(plain.buffer);
  const end = 6 + view.getUint32(0);
  if (end > plain.length || !isZero(plain.subarray(end))) throw new SealRefused("blob-refused");
  return splitParts(plain, end, view.getUint16(4));
}

function splitParts(plain: Bytes, end: number, count: number): Part[] {
  const view = new DataView(plain.buffer);
  const parts: Part[] = [];
  let at = 6;
  for (let place = 0; place < count; place += 1) {
    if (end - at < 5) throw new SealRefused("blob-refused");
    const typeEnd = at + 5 + view.getUint8(at);
    const partEnd = typeEnd + view.getUint32(at + 1);
    if (partEnd > end) throw new SealRefused("blob-refused");
    const mediaType = String.fromCharCode(...plain.subarray(at + 5, typeEnd));
    if (/[^\0-\x7f]/.test(mediaType)) throw new SealRefused("blob-refused");
    parts.push({ mediaType, content: plain.slice(typeEnd, partEnd) });
    at = partEnd;
  }
  if (at !== end) throw new SealRefused("blob-refused");
  return parts;
}

async function decrypt(blob: Bytes, key: Bytes, additionalData: Bytes): Promise<Bytes> {
  try {
    const imported = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
    const parameters = { name: "AES-GCM", iv: new Uint8Array(12), additionalData };
    return new Uint8Array(await crypto.subtle.decrypt(parameters, imported, blob));
  } catch {
    throw new SealRefused("blob-refused");
  }
}
