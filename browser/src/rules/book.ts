// SPDX-License-Identifier: AGPL-3.0-or-later
// The compiled rulebook as restante.rules.compile_book writes it; docs/reference/rules.md tells each field.

export type Texts = Readonly<Record<string, string>>;
export type Level = "stop" | "warn" | "advice";

export interface Price {
  readonly unit: "page" | "reply" | "picture";
  readonly amount: string;
  readonly currency: string;
  readonly as_of: string;
  readonly verified: boolean;
}

export interface Paper {
  readonly size: "a4" | "letter";
  readonly characters_per_line: number;
  readonly lines_per_page: number;
  readonly lines_taken: number;
  readonly indent: number;
  readonly wide: string;
  readonly widest: string;
}

export interface Channel {
  readonly kind: "paper" | "electronic";
  readonly names: Texts;
  readonly page_chars: number | null;
  readonly pages_max: number | null;
  readonly pictures_max: number | null;
  readonly prices: readonly Price[];
  readonly paper: Paper | null;
}

interface Head {
  readonly id: string;
  readonly level: Level;
  readonly channels: readonly string[];
  readonly source: string;
  readonly checked: string;
  readonly verified: boolean;
  readonly because: Texts;
}

export type Rule = Head &
  (
    | { readonly kind: "pages"; readonly page_chars: number | null; readonly pages_max: number | null }
    | { readonly kind: "pictures"; readonly most: number | null; readonly grey: boolean }
    | {
        readonly kind: "language";
        readonly languages: readonly string[];
        readonly spoken: Texts;
        readonly letters: string;
        readonly mark_words: boolean;
      }
    | {
        readonly kind: "sender";
        readonly name_required: boolean;
        readonly full_name: boolean;
        readonly initials_refused: boolean;
        readonly po_box_refused: boolean;
      }
    | { readonly kind: "marks"; readonly reply_sheet: boolean }
    | {
        readonly kind: "topic";
        readonly names: Texts;
        readonly stems: readonly string[];
        readonly innocent: readonly string[];
      }
    | { readonly kind: "characters"; readonly emoji: boolean; readonly hidden: boolean; readonly cipher: boolean }
    | { readonly kind: "price" | "address" | "printing" | "enclosures" | "note" }
  );

export interface Book {
  readonly version: number;
  readonly facility: string;
  readonly country: string;
  readonly names: Texts;
  readonly languages: readonly string[];
  readonly channels: Readonly<Record<string, Channel>>;
  readonly limits: Readonly<Record<string, readonly string[]>>;
  readonly advice: Readonly<Record<string, readonly string[]>>;
  readonly rules: readonly Rule[];
  readonly messages: Readonly<Record<string, Readonly<Record<string, Texts>>>>;
  readonly unverified: Texts;
}

export interface Draft {
  readonly text: string;
  readonly lang: string;
  readonly sign?: string;
  readonly pictures?: number;
  readonly wants_reply?: boolean;
  readonly channel?: string | null;
  readonly return_address?: readonly string[];
  readonly pages?: number | null;
}

export type Value = number | string | Texts;

export interface Finding {
  readonly rule: string;
  readonly kind: string;
  readonly level: Level;
  readonly where: readonly [number, number] | null; // code points, as in Python
  readonly fields: Readonly<Record<string, Value>>;
  readonly text: Texts;
  readonly because: Texts;
  readonly doubt: Texts;
}
