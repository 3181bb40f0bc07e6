// SPDX-License-Identifier: AGPL-3.0-or-later
// HPKE base mode: X-Wing (0x647a), HKDF-SHA256, AES-256-GCM. A private key is its 32-byte seed, so keys are
// deserialized; deriveKeyPair would hash the seed once more and open nothing that Python sealed.
import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import { type Bytes, concat, utf8 } from "./bytes";

export const PUBLIC_LENGTH = 1216;
export const KEM_LENGTH = 1120;
export const TAG_LENGTH = 16;

const kem = new XWing();
const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes256Gcm() });

/** What is sealed for one purpose, version or organisation opens for no other. */
export function infoFor(purpose: string, organisation: Bytes): Bytes {
  return concat(utf8(`restante ${purpose} v1\0`), organisation);
}

export async function publicOf(seed: Bytes): Promise<Bytes> {
  const pair = await kem.generateKeyPairDerand(seed.slice());
  return new Uint8Array(await kem.serializePublicKey(pair.publicKey));
}

/** Encapsulated key, ciphertext and tag; null when `publicKey` is none. */
export async function sealTo(publicKey: Bytes, plaintext: Bytes, info: Bytes): Promise<Bytes | null> {
  try {
    const recipientPublicKey = await kem.deserializePublicKey(publicKey.slice().buffer);
    const sealed = await suite.seal({ recipientPublicKey, info: info.slice().buffer }, plaintext.slice().buffer);
    return concat(new Uint8Array(sealed.enc), new Uint8Array(sealed.ct));
  } catch {
    return null;
  }
}

/** The plaintext, or null: there is no telling which bit was changed. */
export async function openWith(seed: Bytes, sealed: Bytes, info: Bytes): Promise<Bytes | null> {
  try {
    const recipientKey = await kem.deserializePrivateKey(seed.slice().buffer);
    const enc = sealed.slice(0, KEM_LENGTH).buffer;
    const opened = await suite.open({ recipientKey, enc, info: info.slice().buffer }, sealed.slice(KEM_LENGTH).buffer);
    return new Uint8Array(opened);
  } catch {
    return null;
  }
}
