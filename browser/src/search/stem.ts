// SPDX-License-Identifier: AGPL-3.0-or-later
// Twin of restante/site/search/stem.py, by the same tables.
import be from "../../../src/restante/site/search/stems/be.json";
import en from "../../../src/restante/site/search/stems/en.json";
import ru from "../../../src/restante/site/search/stems/ru.json";
import uk from "../../../src/restante/site/search/stems/uk.json";
import { fold } from "./words";

interface Ending {
  readonly to: string;
  readonly after: string;
  readonly keep: number;
}

interface Step {
  readonly name: string;
  readonly unless: readonly string[];
  readonly only: readonly string[];
  readonly region: 0 | 1 | 2;
  readonly endings: ReadonlyMap<string, Ending>;
  readonly longest: number;
}

interface Table {
  readonly vowels: string;
  readonly steps: readonly Step[];
  readonly irregular: ReadonlyMap<string, string>;
  readonly fold: Readonly<Record<string, string>>;
  readonly lastVowel: Readonly<Record<string, string>>;
  readonly first: Readonly<Record<string, string>>;
  readonly small: ReadonlySet<string>;
}

interface Written {
  vowels: string;
  steps: {
    name: string;
    unless?: string[];
    only?: string[];
    region?: number;
    endings: { of: string; to?: string; after?: string; keep?: number }[];
  }[];
  irregular: Record<string, string>;
  fold?: Record<string, string>;
  last_vowel?: Record<string, string>;
  first?: Record<string, string>;
  small: string;
}

const SHORTEST = 4;
const WRITTEN: Record<string, Written> = { be, en, ru, uk };
const tables = new Map<string, Table>();

export function tableOf(lang: string): Table | undefined {
  const written = Object.hasOwn(WRITTEN, lang) ? WRITTEN[lang] : undefined;
  if (written && !tables.has(lang)) tables.set(lang, read(written));
  return tables.get(lang);
}

function read(written: Written): Table {
  const irregular = new Map<string, string>();
  for (const [stem, words] of Object.entries(written.irregular)) {
    for (const word of words.split(" ")) irregular.set(fold(word), stem);
  }
  const steps = written.steps.map((step): Step => {
    const endings = new Map<string, Ending>();
    for (const group of step.endings) {
      for (const ending of group.of.split(" ")) {
        endings.set(ending, { to: group.to ?? "", after: group.after ?? "", keep: group.keep ?? 2 });
      }
    }
    return {
      name: step.name,
      unless: step.unless ?? [],
      only: step.only ?? [],
      region: (step.region ?? 1) as 0 | 1 | 2,
      endings,
      longest: Math.max(...Array.from(endings.keys(), (ending) => ending.length)),
    };
  });
  const small = new Set(written.small.split(" ").map(fold));
  return {
    vowels: written.vowels,
    steps,
    irregular,
    fold: written.fold ?? {},
    lastVowel: written.last_vowel ?? {},
    first: written.first ?? {},
    small,
  };
}

export function stem(folded: string, lang: string): string {
  const table = tableOf(tongue(folded, lang));
  if (!table) return folded;
  const known = table.irregular.get(folded);
  if (known !== undefined) return known;
  let word = [...folded];
  if (word[0]) word[0] = table.first[word[0]] ?? word[0];
  if (word.length < SHORTEST) return word.join("");
  const regions = regionsOf(word, table.vowels);
  const done = new Set<string>();
  for (const step of table.steps) {
    if (step.unless.some((name) => done.has(name))) continue;
    if (step.only.length && !step.only.some((name) => done.has(name))) continue;
    const shorter = cut(word, step, regions[step.region]);
    if (shorter) {
      done.add(step.name);
      word = shorter;
    }
  }
  return settle(word, table);
}

/** Whether this is a word of the kind that stands in every text. */
export function isSmall(folded: string, lang: string): boolean {
  return tableOf(tongue(folded, lang))?.small.has(folded) ?? false;
}

function tongue(word: string, lang: string): string {
  const first = word.charAt(0);
  if (first >= "a" && first <= "z") return ["ru", "uk", "be"].includes(lang) ? "en" : lang;
  return lang === "en" && first >= "а" && first <= "я" ? "ru" : lang;
}

function regionsOf(word: readonly string[], vowels: string): readonly [number, number, number] {
  let at = 0;
  while (at < word.length && !vowels.includes(word[at]!)) at += 1;
  const first = at + 1;
  for (const vowel of [true, false, true]) {
    while (at < word.length && vowels.includes(word[at]!) === vowel) at += 1;
  }
  return [0, first, at + 1];
}

function cut(word: readonly string[], step: Step, region: number): string[] | null {
  for (let at = Math.max(region, word.length - step.longest); at < word.length; at += 1) {
    const ending = step.endings.get(word.slice(at).join(""));
    if (!ending || at < ending.keep || (ending.after && !(at > 0 && ending.after.includes(word[at - 1]!)))) continue;
    return [...word.slice(0, at), ...ending.to];
  }
  return null;
}

function settle(word: string[], table: Table): string {
  for (let at = word.length - 1; at > 0; at -= 1) {
    if (!table.vowels.includes(word[at]!)) continue;
    word[at] = table.lastVowel[word[at]!] ?? word[at]!;
    break;
  }
  return word.map((letter) => table.fold[letter] ?? letter).join("");
}
