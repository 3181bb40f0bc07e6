// SPDX-License-Identifier: AGPL-3.0-or-later
// One class with the codes of restante/seal/errors.py; what a page says for each code is the page's own catalogue.

export type SealCode =
  | "not-an-envelope"
  | "unknown-envelope-version"
  | "wrong-envelope-size"
  | "unknown-letter-key"
  | "seal-broken"
  | "letter-refused"
  | "letter-empty"
  | "letter-too-long"
  | "pictures-too-large"
  | "letter-forbidden-character"
  | "letter-keys-refused"
  | "letter-keys-too-old"
  | "letter-keys-not-begun"
  | "phrase-wrong-count"
  | "phrase-unknown-word"
  | "phrase-mixed-languages"
  | "phrase-wrong-checksum"
  | "blob-refused"
  | "mail-not-authentic";

export class SealRefused extends Error {
  readonly code: SealCode;
  /** Counts, dates and positions; never a writer's words. */
  readonly fields: Readonly<Record<string, string | number>>;
  /** For the writer's own screen only: the word that a mistyped one was probably meant to be. */
  readonly suggestion: string | null;

  constructor(code: SealCode, fields: Record<string, string | number> = {}, suggestion: string | null = null) {
    super(code);
    this.name = "SealRefused";
    this.code = code;
    this.fields = fields;
    this.suggestion = suggestion;
  }
}
