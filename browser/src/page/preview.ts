// SPDX-License-Identifier: AGPL-3.0-or-later
// The letter on sheets of the paper's proportions. It shows as many sheets as the cautious estimate, never fewer.
import { make } from "./dom";
import type { Sheet } from "./ruling";

const WIDER = 1.14; // the estimate's lines are an eighth shorter than printed ones; words break here at their ends

export function wrapLines(text: string, sheet: Sheet): string[] {
  const wide = new RegExp(`[${sheet.wide}]`, "gu");
  const width = sheet.characters_per_line * WIDER;
  const units = (piece: string): number => [...piece].length + (piece.match(wide)?.length ?? 0);
  const lines: string[] = [];
  for (const paragraph of text.replace(/\r\n?/g, "\n").split("\n")) {
    let line = "";
    for (const word of paragraph.split(/(?<=\s)/u).flatMap((piece) => inPieces(piece, width, units))) {
      if (line && units(line + word.trimEnd()) > width) {
        lines.push(line);
        line = "";
      }
      line += word;
    }
    lines.push(line);
  }
  return lines;
}

function inPieces(word: string, width: number, units: (piece: string) => number): string[] {
  if (units(word) <= width) return [word];
  const characters = [...word];
  const size = Math.max(1, Math.floor(width / 2));
  return Array.from({ length: Math.ceil(characters.length / size) }, (_, at) =>
    characters.slice(at * size, (at + 1) * size).join(""),
  );
}

/** Lines in as many leaves as the estimate says, or more if they would not fit. */
export function layOut(text: string, sign: string, sheet: Sheet, pages: number): string[][] {
  const lines = [...wrapLines(text.trimEnd(), sheet), "", ...(sign ? [sign] : [])];
  const fitting = sheet.lines_per_page - 2;
  const needed = Math.max(pages, Math.ceil(lines.length / fitting), 1);
  const each = Math.min(fitting, Math.max(Math.ceil(lines.length / needed), 1));
  return Array.from({ length: needed }, (_, page) => lines.slice(page * each, (page + 1) * each));
}

export function drawLeaves(leaves: string[][], name: string, label: (page: number) => string): HTMLElement[] {
  return leaves.map((lines, place) => {
    const inside = make("div");
    const top = make("p", "", { class: "leaf-top" });
    top.append(make("span", name), make("span", label(place + 1)));
    inside.append(top, ...lines.map((line) => make("p", line)));
    const leaf = make("div", "", { class: "leaf" });
    leaf.append(inside);
    return leaf;
  });
}
