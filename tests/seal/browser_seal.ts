// SPDX-License-Identifier: AGPL-3.0-or-later
// Answers one JSON request a line with one JSON line, so that Python's tests can drive the browser's own code under node.
import { createInterface } from "node:readline";
import { Aes128Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import { openBlob } from "../../browser/src/seal/blob";
import { type Bytes, fromBase64, fromHex, hkdfSha256, toBase64, toHex } from "../../browser/src/seal/bytes";
import { verifyByArithmetic, verifyEd25519 } from "../../browser/src/seal/ed25519";
import { letterKeysFromJson, newestKey, sealLetter } from "../../browser/src/seal/envelope";
import { SealRefused } from "../../browser/src/seal/errors";
import { decodeInside, decodeLetter, encodeInside, encodeLetter, type Letter } from "../../browser/src/seal/letter";
import { openEnvelope } from "../../browser/src/seal/letter_open";
import { findRecord, shardFor, verifyLatest } from "../../browser/src/seal/mail";
import { deriveWriter, parsePhrase, splitWords, suggestWord, wordsOf } from "../../browser/src/seal/phrase";
import { unfoldHistory, type WriterMail } from "../../browser/src/seal/record";
import { en } from "../../browser/src/seal/words_en";
import { ru } from "../../browser/src/seal/words_ru";
import { openWith, publicOf, sealTo } from "../../browser/src/seal/xwing";

type Request = Record<string, any>;
const lists = { en, ru };

const hex = (text: string): Bytes => fromHex(text) ?? fail(text);
const b64 = (text: string): Bytes => fromBase64(text) ?? fail(text);
const fail = (text: string): never => {
  throw new Error(`not bytes: ${text.slice(0, 20)}`);
};

function letterIn(fields: Request): Letter {
  const reply = fields["reply"] && { public: b64(fields["reply"].public), tag: b64(fields["reply"].tag) };
  return { ...(fields as Letter), reply };
}

function letterOut({ letter, pictures }: { letter: Letter; pictures: Bytes[] }): Request {
  const fields = JSON.parse(new TextDecoder().decode(encodeLetter(letter)));
  return { letter: fields, pictures: pictures.map(toBase64) };
}

function mailOut(mail: WriterMail | null): unknown {
  return mail && { ...mail, parcels: mail.parcels.map((parcel) => ({ ...parcel, key: toHex(parcel.key) })) };
}

const answers: Record<string, (request: Request) => unknown> = {
  hkdf: async (r) => toHex(await hkdfSha256(hex(r.ikm), hex(r.salt), hex(r.info), r.length)),
  publicOf: async (r) => toHex(await publicOf(hex(r.seed))),
  encapsulate: async (r) => {
    const kem = new XWing();
    const recipientPublicKey = await kem.deserializePublicKey(hex(r.pk).buffer);
    const { sharedSecret, enc } = await kem.encap({ recipientPublicKey, ekm: hex(r.eseed).buffer });
    return [toHex(new Uint8Array(enc)), toHex(new Uint8Array(sharedSecret))];
  },
  decapsulate: async (r) => {
    const kem = new XWing();
    const recipientKey = await kem.deserializePrivateKey(hex(r.sk).buffer);
    return toHex(new Uint8Array(await kem.decap({ recipientKey, enc: hex(r.ct).buffer })));
  },
  openRfc9180: async (r) => {
    const kem = new DhkemX25519HkdfSha256();
    const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes128Gcm() });
    const recipientKey = await kem.deserializePrivateKey(hex(r.skRm).buffer);
    const context = { recipientKey, enc: hex(r.enc).buffer, info: hex(r.info).buffer };
    return toHex(new Uint8Array(await suite.open(context, hex(r.ct).buffer, hex(r.aad).buffer)));
  },
  sealTo: async (r) => toBase64((await sealTo(hex(r.public), b64(r.plaintext), hex(r.info))) ?? fail("public")),
  openWith: async (r) => {
    const opened = await openWith(hex(r.seed), b64(r.sealed), hex(r.info));
    return opened && toBase64(opened);
  },
  encodeInside: (r) => toBase64(encodeInside(letterIn(r.letter), r.pictures.map(b64))),
  decodeInside: (r) => letterOut(decodeInside(b64(r.inside))),
  decodeLetter: (r) => letterOut({ letter: decodeLetter(b64(r.body)), pictures: [] }),
  sealLetter: async (r) => {
    const keys = await letterKeysFromJson(JSON.parse(r.keys));
    return toBase64(await sealLetter(letterIn(r.letter), r.pictures.map(b64), newestKey(keys, r.today), keys.organisation));
  },
  newestKey: async (r) => toHex(newestKey(await letterKeysFromJson(JSON.parse(r.keys)), r.today).keyId),
  openEnvelope: async (r) =>
    letterOut(await openEnvelope(b64(r.envelope), new Map(Object.entries(r.seeds)), hex(r.organisation))),
  wordsOf: (r) => wordsOf(hex(r.entropy), lists[r.lang as "en" | "ru"]),
  parsePhrase: async (r) => toHex(await parsePhrase(r.text, lists)),
  splitWords: (r) => splitWords(r.text),
  suggestWord: (r) => suggestWord(r.word, lists),
  deriveWriter: async (r) => {
    const writer = await deriveWriter(hex(r.entropy), hex(r.organisation));
    return { seed: toHex(writer.replySeed), public: toHex(writer.replyPublic), tag: toHex(writer.tag) };
  },
  verifyEd25519: (r) => verifyEd25519(hex(r.signature), hex(r.message), hex(r.public)),
  verifyByArithmetic: (r) => verifyByArithmetic(hex(r.signature), hex(r.message), hex(r.public)),
  shardFor: async (r) => shardFor(hex(r.tag), await verifyLatest(b64(r.latest), hex(r.key), hex(r.organisation))),
  findRecord: async (r) => {
    const latest = await verifyLatest(b64(r.latest), hex(r.key), hex(r.organisation));
    const writer = await deriveWriter(hex(r.entropy), hex(r.organisation));
    return mailOut(await findRecord(b64(r.shard), writer, latest, hex(r.organisation)));
  },
  openBlob: async (r) => {
    const parts = await openBlob(b64(r.blob), hex(r.key), r.name);
    return parts.map((part) => [part.mediaType, toBase64(part.content)]);
  },
  unfoldHistory: async (r) => mailOut(unfoldHistory(await openBlob(b64(r.blob), hex(r.key), r.name))),
};

for await (const line of createInterface({ input: process.stdin })) {
  const request: Request = JSON.parse(line);
  let answer: unknown;
  try {
    answer = { ok: await answers[request["do"]]?.(request) };
  } catch (error) {
    if (!(error instanceof SealRefused)) throw error;
    answer = { refused: error.code, fields: error.fields, suggestion: error.suggestion };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
