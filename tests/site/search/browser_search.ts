// SPDX-License-Identifier: AGPL-3.0-or-later
// The browser's half of search under node: stdin has questions, stdout the answers. Pieces are read from a folder.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Asking } from "../../../browser/src/search/asking";
import { find } from "../../../browser/src/search/find";
import { keyOf, lengthen, pieceOf } from "../../../browser/src/search/layout";
import { stem } from "../../../browser/src/search/stem";
import { fold, wordsIn } from "../../../browser/src/search/words";

interface Question {
  do: "words" | "stem" | "pieces" | "find";
  texts?: string[];
  words?: [string, string][];
  split?: string;
  bits?: number;
  folder?: string;
  queries?: { query: string; lang: string; unfinished?: boolean; count?: number; turns?: number }[];
}

class Folder implements Asking {
  asked = 0;
  bytes = 0;
  readonly names: string[] = [];

  constructor(private readonly folder: string) {}

  has(name: string): boolean {
    return this.names.includes(name);
  }

  async ask(name: string): Promise<unknown> {
    if (!this.names.includes(name)) {
      this.asked += 1;
      this.names.push(name);
    }
    const text = readFileSync(join(this.folder, `${name}.js`), "utf8");
    this.bytes += text.length;
    let told: unknown;
    new Function("restanteSearch", text)((_: string, data: unknown) => {
      told = data;
    });
    return told;
  }
}

async function answer(question: Question): Promise<unknown> {
  switch (question.do) {
    case "words":
      return question.texts!.map((text) => wordsIn(text).map((word) => fold(word.text)));
    case "stem":
      return question.words!.map(([word, lang]) => stem(fold(word), lang));
    case "pieces": {
      const split = lengthen(question.split!);
      return question.texts!.map((term) => pieceOf(keyOf(term, split), question.bits!));
    }
    case "find":
      return Promise.all(
        question.queries!.map(async ({ query, lang, unfinished, count, turns }) => {
          const folder = new Folder(question.folder!);
          const found = await find(query, lang, unfinished ?? false, folder);
          const shown = [];
          for (let turn = 0; turn < (turns ?? 1); turn += 1) shown.push(...(await found.more(count ?? 10)));
          const passages = shown.map((one) => one.passage);
          const cards = shown.map((one) => one.card);
          return { all: found.all, some: found.some, cards, passages, asked: folder.asked, names: folder.names };
        }),
      );
  }
}

const questions = JSON.parse(readFileSync(0, "utf8")) as Question[];
const answers = [];
for (const question of questions) answers.push(await answer(question));
process.stdout.write(JSON.stringify(answers));
