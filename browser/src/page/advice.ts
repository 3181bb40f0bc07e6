// SPDX-License-Identifier: AGPL-3.0-or-later
// What is left on every channel that reaches the person, and what the rulebook says, while the writer types.
import { pagesOf } from "../rules";
import { inLanguage, type PageData, type Person, phrase } from "./data";
import { afterPause, make, say, the } from "./dom";
import { drawLeaves, layOut } from "./preview";
import { bookOf, channelsOf, countOn, picturesAllowed, remarksOn, sheetOf, type Writing } from "./ruling";

export interface Advice {
  /** Show what holds for this person and this letter now. */
  refresh(person: Person | undefined, writing: Writing): void;
}

export function mountAdvice(data: PageData, allow: (pictures: number) => void): Advice {
  let person: Person | undefined;
  let asked = false;
  let writing: Writing = { text: "", sign: "", lang: data.lang, pictures: 0, wantsReply: true };

  const drawCounts = (): void => {
    const book = bookOf(data, person);
    const lines = person && book ? channelsOf(person, book).map((name) => countOn(data, book, name, writing.text)) : [];
    the("counts").replaceChildren(...lines.map(({ line, over }) => make("p", line, over ? { class: "over" } : {})));
  };

  const drawRemarks = (): void => {
    const book = bookOf(data, person);
    const remarks = person && book ? remarksOn(book, person, writing, data.lang) : [];
    the("findings").replaceChildren(
      ...remarks.map(({ level, text }) => {
        const row = make("li", "", { class: level });
        row.append(make("strong", `${phrase(data, level)} `), text);
        return row;
      }),
    );
  };

  const drawPreview = (): void => {
    if (!the<HTMLDetailsElement>("preview-box").open) return;
    const book = bookOf(data, person);
    const found = person && book && sheetOf(person, book);
    if (!person || !book || !found) {
      the("preview").replaceChildren(make("p", phrase(data, "previewNone")));
      return;
    }
    const channel = book.channels[found.channel];
    const pages = channel ? pagesOf(channel, writing.text) : 1;
    const leaves = layOut(writing.text, writing.sign, found.sheet, pages);
    const label = (page: number): string => phrase(data, "pageOf", { page, pages: leaves.length });
    the("preview").replaceChildren(...drawLeaves(leaves, inLanguage(person.names, data.lang), label));
  };

  const speak = afterPause(1500, () => {
    const lines = [...the("counts").children, ...the("findings").children].map((line) => line.textContent);
    say("told", writing.text.trim() ? lines.join(". ") : "");
  });
  const consider = afterPause(350, () => {
    drawRemarks();
    drawPreview();
  });
  the("preview-box").addEventListener("toggle", drawPreview);

  return {
    refresh: (nextPerson, nextWriting) => {
      const other = !asked || nextPerson?.slug !== person?.slug;
      asked = true;
      [person, writing] = [nextPerson, nextWriting];
      drawCounts();
      if (other) allow(picturesAllowed(person, bookOf(data, person)));
      speak();
      consider();
    },
  };
}
