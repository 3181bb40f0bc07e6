// SPDX-License-Identifier: AGPL-3.0-or-later
// Twin of restante/rules/kinds/*.py: the same findings from the compiled book. A finding never blocks.

import type { Book, Channel, Draft, Finding, Level, Rule, Value } from "./book";
import { pagesOf, WHITE } from "./counting";
import { findPatterns, indexPatterns, WORD_CLASS, wordsOf, type Word } from "./words";

const MOST_PLACES = 20;
const FEWEST_LETTERS = 20;
const LONGEST_WORD = 60;
const LEVELS: readonly Level[] = ["stop", "warn", "advice"];
const LETTER = "\\p{L}\\p{Nl}\\p{No}";
const LETTERS = new RegExp(`[${LETTER}]`, "gu");
const RUNS = new RegExp(`[${LETTER}]+`, "gu");
const SPACE = new RegExp(`[${WHITE}]+`, "u");
const EMOJI = "\\u2600-\\u27bf\\u{1f000}-\\u{1faff}";
const ODD = new RegExp(
  `([${EMOJI}][${EMOJI}\\u200d\\ufe0e\\ufe0f\\u20e3\\u{e0020}-\\u{e007f}]*)|` +
    "([\\0-\\x08\\x0e-\\x1f\\x7f-\\x84\\x86-\\x9f\\xad\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e" +
    "\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\ud800-\\udfff\\u{e0000}-\\u{e007f}]+)",
  "gu",
);
const UNBROKEN = new RegExp(`[^${WHITE}]+`, "gu");
const PO_BOX = new RegExp(
  `(?<![${WORD_CLASS}])(?:p\\.? {0,2}o\\.? {0,2}box|post office box|а/я|абонентский ящик)(?![${WORD_CLASS}])`,
  "iu",
);

type Place = readonly [number, number];
type Find = (message: string, fields?: Record<string, Value>, level?: Level, where?: Place) => Finding;
type Checked = { readonly draft: Draft; readonly channels: readonly Channel[]; readonly words: readonly Word[] };

export function checkLetter(book: Book, draft: Draft): Finding[] {
  const chosen = draft.channel != null && draft.channel in book.channels ? draft.channel : null;
  const names = Object.keys(book.channels).filter((name) => chosen === null || name === chosen);
  const words = wordsOf(draft.text);
  const ruler = codePoints(draft.text);
  const found: Finding[] = [];
  for (const rule of book.rules) {
    const channels = names
      .filter((name) => !rule.channels.length || rule.channels.includes(name))
      .flatMap((name) => book.channels[name] ?? []);
    if (channels.length) found.push(...check(rule, { draft, channels, words }, finder(book, rule, ruler)));
  }
  const softened = names.length > 1 ? found.map((one) => (one.level === "stop" ? { ...one, level: "warn" as const } : one)) : found;
  return softened.sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
}

/** The remark in the reader's language, as Finding.say in Python. */
export function say(finding: Finding, lang: string): string {
  const text = (finding.text[lang] ?? finding.text["en"] ?? "").replace(/\{(\w+)\}/g, (_all, name: string) => {
    const value = finding.fields[name] ?? "";
    if (typeof value === "number") return String(value).replace(/\B(?=(\d{3})+$)/g, "\u202f");
    return typeof value === "string" ? value : (value[lang] ?? value["en"] ?? "");
  });
  const rest = [finding.because, finding.doubt].map((texts) => texts[lang] ?? texts["en"] ?? "");
  return [text, ...rest].filter(Boolean).join(" ");
}

/** Offset in UTF-16, as a textarea counts, of a code point offset. */
export function unitOffset(text: string, codePoint: number): number {
  return Array.from(text).slice(0, codePoint).join("").length;
}

function* check(rule: Rule, { draft, channels, words }: Checked, find: Find): Generator<Finding> {
  switch (rule.kind) {
    case "pages":
      for (const channel of channels) {
        const pages = (channel.paper ? draft.pages : null) ?? pagesOf(channel, draft.text);
        if (rule.pages_max !== null && pages > rule.pages_max) {
          const message = channel.paper && draft.pages == null ? "perhaps-too-many" : "too-many";
          yield find(message, { channel: channel.names, pages, most: rule.pages_max });
        } else if (rule.page_chars !== null && pages > 1) {
          yield find("split", { channel: channel.names, pages, size: rule.page_chars }, "advice");
        }
      }
      return;
    case "pictures":
      for (const channel of channels) {
        const pictures = draft.pictures ?? 0;
        if (rule.most !== null && pictures > rule.most) {
          yield find("too-many", { channel: channel.names, pictures, most: rule.most });
        }
        if (rule.grey && pictures) yield find("grey", { channel: channel.names }, "advice");
      }
      return;
    case "language":
      yield* language(rule, draft, find);
      return;
    case "sender":
      yield* sender(rule, draft, find);
      return;
    case "marks":
      if (draft.wants_reply && !rule.reply_sheet && channels.some((channel) => channel.paper)) {
        yield find("no-sheet", {}, "advice");
      }
      return;
    case "topic":
      for (const where of few(findPatterns(words, indexPatterns(rule.stems), indexPatterns(rule.innocent)))) {
        yield find("word", { topic: rule.names }, rule.level, where);
      }
      return;
    case "characters":
      if (rule.emoji) yield* places(few(odd(draft.text, 1)), "emoji", rule.level, find);
      if (rule.hidden) yield* places(few(odd(draft.text, 2)), "hidden", rule.level, find);
      if (rule.cipher) yield* places(few(longRows(draft.text)), "cipher", rule.level, find);
  }
}

function* language(rule: Rule & { kind: "language" }, draft: Draft, find: Find): Generator<Finding> {
  const languages = rule.spoken;
  if (!rule.languages.includes(draft.lang)) {
    yield find("other", { languages });
    return;
  }
  const own = new RegExp(`(?:(?![${rule.letters}])[${LETTER}])+`, "gu");
  const runs = Array.from(draft.text.matchAll(own), (run) => ({
    where: [run.index, run.index + run[0].length] as const,
    length: Array.from(run[0]).length,
  }));
  const letters = draft.text.match(LETTERS)?.length ?? 0;
  const foreign = runs.reduce((sum, run) => sum + run.length, 0);
  if (letters >= FEWEST_LETTERS && 2 * foreign > letters) yield find("script", { languages });
  else if (rule.mark_words) {
    const marked = runs.filter((run) => run.length >= 2).map((run) => run.where);
    yield* places(few(marked), "word", "advice", find);
  }
}

function* sender(rule: Rule & { kind: "sender" }, draft: Draft, find: Find): Generator<Finding> {
  const words = (draft.sign ?? "").split(SPACE).map((word) => word.match(RUNS) ?? []);
  const names = words.filter((runs) => runs.length);
  if (!names.length) {
    if (rule.name_required) yield find("missing");
  } else if (rule.initials_refused && names.some((runs) => runs.every((run) => Array.from(run).length === 1))) yield find("initials");
  else if (rule.full_name && names.length === 1) yield find("one-word");
  if (rule.po_box_refused && draft.return_address?.some((line) => PO_BOX.test(line))) yield find("po-box");
}

function* odd(text: string, group: 1 | 2): Generator<Place> {
  for (const found of text.matchAll(ODD)) {
    if (found[group] !== undefined) yield [found.index, found.index + found[0].length];
  }
}

function* longRows(text: string): Generator<Place> {
  for (const { 0: word, index } of text.matchAll(UNBROKEN)) {
    if (Array.from(word).length > LONGEST_WORD) {
      yield [index, index + word.length];
      continue;
    }
    for (const digits of word.matchAll(/[0-9]{12,}/g)) {
      yield [index + digits.index, index + digits.index + digits[0].length];
    }
  }
}

function* places(found: Iterable<Place>, message: string, level: Level, find: Find): Generator<Finding> {
  for (const where of found) yield find(message, {}, level, where);
}

function* few(found: Iterable<Place>): Generator<Place> {
  let left = MOST_PLACES;
  for (const place of found) {
    if (left-- <= 0) return;
    yield place;
  }
}

function finder(book: Book, rule: Rule, ruler: (unit: number) => number): Find {
  return (message, fields = {}, level = rule.level, where) => ({
    rule: rule.id,
    kind: rule.kind,
    level,
    where: where ? [ruler(where[0]), ruler(where[1])] : null,
    fields,
    text: book.messages[rule.kind]?.[message] ?? {},
    because: rule.because,
    doubt: rule.verified ? {} : book.unverified,
  });
}

/** From UTF-16 offsets to code points; the table is made only for texts with astral characters. */
function codePoints(text: string): (unit: number) => number {
  if (!/[\ud800-\udbff][\udc00-\udfff]/.test(text)) return (unit) => unit;
  const table = new Uint32Array(text.length + 1);
  let point = 0;
  for (let unit = 0; unit < text.length; point += 1) {
    const width = (text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1;
    table.fill(point, unit, unit + width);
    unit += width;
  }
  table[text.length] = point;
  return (unit) => table[unit] ?? point;
}
