// SPDX-License-Identifier: AGPL-3.0-or-later
// Runs the browser's rules over golden cases: [{book, draft}] on stdin, their outcomes on stdout.

import { readFileSync } from "node:fs";
import { checkLetter, count, say, splitText, type Book, type Draft } from "../../browser/src/rules";

interface Case {
  readonly book: Book;
  readonly draft: Draft;
}

const cases = JSON.parse(readFileSync(0, "utf8")) as Case[];
const outcomes = cases.map(({ book, draft }) => ({
  findings: checkLetter(book, draft).map((finding) => ({
    rule: finding.rule,
    kind: finding.kind,
    level: finding.level,
    where: finding.where,
    ru: say(finding, "ru"),
    en: say(finding, "en"),
  })),
  counts: Object.fromEntries(Object.keys(book.channels).map((name) => [name, count(book, name, draft.text)])),
  pages: Object.fromEntries(Object.entries(book.channels).map(([name, channel]) => [name, splitText(channel, draft.text)])),
}));
process.stdout.write(JSON.stringify(outcomes));
