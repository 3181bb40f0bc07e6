// SPDX-License-Identifier: AGPL-3.0-or-later
// Opening envelopes: for the vectors only, since no page holds a letter key; tree-shaking keeps it out of them.
import { type Bytes, fromHex, toHex } from "./bytes";
import { checkEnvelope, HEADER_LENGTH } from "./envelope";
import { SealRefused } from "./errors";
import { decodeInside, type Letter } from "./letter";
import { infoFor, openWith } from "./xwing";

/** `seeds` maps key ids to seeds, both in hex. */
export async function openEnvelope(
  envelope: Bytes,
  seeds: ReadonlyMap<string, string>,
  organisation: Bytes,
): Promise<{ letter: Letter; pictures: Bytes[] }> {
  checkEnvelope(envelope.subarray(0, HEADER_LENGTH), envelope.length, new Set(seeds.keys()));
  const seed = fromHex(seeds.get(toHex(envelope.subarray(5, HEADER_LENGTH))) ?? "");
  const inside = seed && (await openWith(seed, envelope.subarray(HEADER_LENGTH), infoFor("letter", organisation)));
  if (!inside) throw new SealRefused("seal-broken");
  return decodeInside(inside);
}
