// SPDX-License-Identifier: AGPL-3.0-or-later
// What the page carries as data: the directory, the keys, the phrases. Nothing of it is fetched.
import type { Book } from "../rules";

export type Text2 = Record<string, string>;

export interface Person {
  slug: string;
  names: Text2;
  forms: string[];
  about: Text2;
  country: string;
  facility: string | null;
  facility_name: Text2;
  channels: string[];
  invented: boolean;
  attention: number;
  languages: string[];
}

export interface PageData {
  lang: string;
  name: Text2;
  organisation: string;
  directory: { people: Person[]; rulebooks: Record<string, Book>; demonstration: boolean };
  letterKeys: unknown;
  mailKey?: unknown;
  addresses: { gates?: { name?: string; url: string }[] };
  phrases: Record<string, string>;
  /** Word lists of the twelve words, by language, with spaces between. */
  words: Record<string, string>;
}

export function readData(): PageData {
  return JSON.parse(document.getElementById("data")?.textContent ?? "") as PageData;
}

/** The phrase with its fields filled. */
export function phrase(data: PageData, name: string, fields: Record<string, string | number> = {}): string {
  const text = data.phrases[name] ?? name;
  return text.replace(/\{(\w+)\}/g, (whole, field: string) => String(fields[field] ?? whole));
}

export function inLanguage(text: Text2 | undefined, lang: string): string {
  return text?.[lang] ?? text?.["en"] ?? Object.values(text ?? {})[0] ?? "";
}

export function gatesOf(data: PageData): { name: string; url: URL }[] {
  const gates: { name: string; url: URL }[] = [];
  for (const gate of data.addresses.gates ?? []) {
    try {
      const url = new URL(gate.url.endsWith("/") ? gate.url : `${gate.url}/`);
      if (url.protocol === "https:" || url.protocol === "http:") gates.push({ name: gate.name ?? "", url });
    } catch {
      continue; // an address that is none helps nobody
    }
  }
  return gates;
}

const MONTHS: Record<string, string[]> = {
  en: "January February March April May June July August September October November December".split(" "),
  ru: "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(" "),
};

/** `2 March 2026`, as the pages themselves write it. */
export function longDate(iso: string, lang: string): string {
  const [year, month, day] = iso.split("-").map(Number);
  return `${day} ${(MONTHS[lang] ?? MONTHS["en"]!)[(month ?? 1) - 1]} ${year}`;
}
