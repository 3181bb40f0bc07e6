// SPDX-License-Identifier: AGPL-3.0-or-later
// Between the page and the rules: what a person's channels take, said in a line each.
import { type Book, type Channel, checkLetter, count, isBlank, type Level, pagesOf, say } from "../rules";
import type { Paper } from "../rules/book";
import { inLanguage, type PageData, type Person, phrase } from "./data";
import { MOST_PICTURES } from "../seal/letter";

export type Sheet = Paper;

export interface Writing {
  text: string;
  sign: string;
  lang: string;
  pictures: number;
  wantsReply: boolean;
}

const ROOM_STEP = 50;
const WORTH_HINTING = 20; // code points: before that, "no signature yet" would only get in the way

export function bookOf(data: PageData, person: Person | undefined): Book | undefined {
  const book = data.directory.rulebooks[person?.facility ?? ""];
  return book?.channels ? book : undefined;
}

/** The person's own channels; all of the book's where none is told. */
export function channelsOf(person: Person, book: Book): string[] {
  const told = person.channels.filter((channel) => channel in book.channels);
  return told.length ? told : Object.keys(book.channels);
}

/** The sheet that the letter would be printed on, if paper reaches the person. */
export function sheetOf(person: Person, book: Book): { channel: string; sheet: Sheet } | undefined {
  for (const channel of channelsOf(person, book)) {
    const sheet = book.channels[channel]?.paper;
    if (sheet) return { channel, sheet };
  }
  return undefined;
}

export function countOn(data: PageData, book: Book, name: string, text: string): { line: string; over: boolean } {
  const channel = book.channels[name];
  if (!channel) return { line: "", over: false };
  const { characters, pages, left, over } = count(book, name, text);
  const fields = { channel: inLanguage(channel.names, data.lang), page: Math.max(pages, 1), pages, most: channel.pages_max ?? 0 };
  if (channel.paper) {
    const roomy = channel.pages_max === null ? "paperOnly" : over ? "paperOver" : "paperPages";
    return { line: phrase(data, roomy, { ...fields, left: roomOnPaper(channel, text) }), over };
  }
  if (left === null) return { line: phrase(data, "channelCount", { ...fields, count: characters }), over };
  if (over) return { line: phrase(data, "channelOver", fields), over };
  const known = channel.pages_max === null ? "channelOnePage" : "channelLeft";
  return { line: phrase(data, known, { ...fields, left }), over };
}

/** How many plain letters more fit, in fifties: to the last page that is let through, or to the end of this one. */
function roomOnPaper(channel: Channel, text: string): number {
  const most = Math.max(channel.pages_max ?? pagesOf(channel, text), 1);
  let [fits, tooMany] = [0, most * 6_000];
  while (tooMany - fits > ROOM_STEP) {
    const tried = Math.floor((fits + tooMany) / 2);
    if (pagesOf(channel, text + "n".repeat(tried)) <= most) fits = tried;
    else tooMany = tried;
  }
  return Math.floor(fits / ROOM_STEP) * ROOM_STEP;
}

/** The most pictures that any channel of this person takes; the advice says which channels take fewer. */
export function picturesAllowed(person: Person | undefined, book: Book | undefined): number {
  if (!person || !book) return MOST_PICTURES;
  const most = channelsOf(person, book).map((channel) => book.channels[channel]?.pictures_max ?? MOST_PICTURES);
  return Math.max(0, Math.min(MOST_PICTURES, Math.max(...most)));
}

export function remarksOn(book: Book, person: Person, writing: Writing, lang: string): { level: Level; text: string }[] {
  if (isBlank(writing.text) || writing.text.length < WORTH_HINTING) return [];
  const channels = channelsOf(person, book);
  const draft = {
    text: writing.text,
    lang: writing.lang,
    sign: writing.sign,
    pictures: writing.pictures,
    wants_reply: writing.wantsReply,
    channel: channels.length === 1 ? (channels[0] ?? null) : null,
  };
  const said = checkLetter(book, draft).map((finding) => ({ level: finding.level, text: say(finding, lang) }));
  return said.filter((one, place) => said.findIndex((other) => other.text === one.text) === place);
}
