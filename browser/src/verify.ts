// SPDX-License-Identifier: AGPL-3.0-or-later
// verify.html: one page on a reader's own disk that judges a copy; it is built whole into one file and connects to nothing.
import { type Bytes, fromBase64, utf8 } from "./seal/bytes";
import { make, on, say, show, the } from "./page/dom";
import { readOrganisation } from "./verify/chain";
import { Folder, type Problem } from "./verify/folder";
import { type Verdict, readKnown, verifyCopy, writeKnown } from "./verify/verdict";

type Lang = "ru" | "en";
type Words = Record<string, string>;
type Data = { root: string; name: Record<string, string>; words: Record<Lang, Words> };

const SHOWN = 200;
const data: Data = JSON.parse(the("data").textContent ?? "");
let lang: Lang = navigator.language.startsWith("ru") ? "ru" : "en";
let root: Bytes | null = data.root ? fromBase64(data.root) : null;
let own = true;
let round = 0;
let last: Verdict | null = null;
let trouble = "";

function word(name: string, fields: Record<string, string | number> = {}): string {
  return (data.words[lang][name] ?? name).replace(/\{(\w+)\}/g, (whole, field: string) => String(fields[field] ?? whole));
}

/** A stranger's file name can hold marks that turn the line around. */
function shown(path: string): string {
  return path.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (mark) => `\\u{${(mark.codePointAt(0) ?? 0).toString(16)}}`);
}

async function speak(): Promise<void> {
  document.documentElement.lang = lang;
  document.title = word("title");
  for (const element of document.querySelectorAll<HTMLElement>("[data-say]")) element.textContent = word(element.dataset["say"] ?? "");
  for (const one of ["ru", "en"]) the(one).setAttribute("aria-pressed", String(one === lang));
  show("trouble", trouble !== "");
  say("trouble", trouble ? word(trouble) : "");
  const id = root && !trouble ? await readOrganisation(root) : null;
  const name = own ? (data.name[lang] ?? Object.values(data.name)[0] ?? "") : "root.json";
  say("pinned", id ? word("pinned", { name, id }) : word("unpinned"));
  if (last) tell(last);
}

function tell(verdict: Verdict): void {
  const place = the("verdict");
  place.replaceChildren();
  place.dataset["authentic"] = String(verdict.authentic);
  const { chain } = verdict;
  const names = chain ? shown(String(chain.name[lang] ?? Object.values(chain.name)[0] ?? "")) : "";
  const fields = { number: chain?.known.targets ?? 0, name: names, files: verdict.files };
  const line = !chain ? "broken" : verdict.authentic ? "authentic" : verdict.consistent ? "consistent" : "false";
  place.append(make("h2", word(line, fields), { class: verdict.authentic ? "yes" : "no" }));
  if (chain) place.append(...aged(verdict));
  if (chain?.demonstration) place.append(make("p", word("demonstration")));
  const list = make("ul");
  for (const problem of verdict.problems.slice(0, SHOWN)) list.append(sentence(problem));
  if (verdict.problems.length > 0) place.append(list);
  const left = verdict.problems.length - SHOWN;
  if (left > 0) place.append(make("p", word("more", { count: left })));
  if (verdict.mail) place.append(make("p", word("mail")));
  if (verdict.authentic && chain) {
    const label = make("label", word("keepLine"), { for: "kept" });
    const kept = make("textarea", writeKnown(chain.known), { id: "kept", rows: "6", readonly: "", spellcheck: "false" });
    place.append(label, kept);
  }
  show("verdict");
}

function aged(verdict: Verdict): HTMLElement[] {
  const { chain, age, expired } = verdict;
  if (!chain) return [];
  const day = (moment: number): string =>
    new Intl.DateTimeFormat(lang, { dateStyle: "long", timeZone: "UTC" }).format(new Date(moment)).replace(" г.", "");
  const told = word(expired ? "expired" : "current", { day: day(chain.signed), age, until: day(chain.expires) });
  return [make("p", told, { id: "age", "data-age": String(age), "data-expired": String(expired) })];
}

function sentence({ kind, path }: Problem): HTMLElement {
  const item = make("li", "", { "data-kind": kind, "data-path": path });
  const [before = "", after] = word(`kind-${kind}`).split("{path}");
  item.append(before);
  if (after !== undefined) item.append(make("bdi", shown(path)), after);
  return item;
}

async function judge(files: FileList): Promise<void> {
  const mine = (round += 1);
  last = null;
  show("verdict", false);
  if (files.length === 0) return say("state", word("nothing"));
  const organisation = root ? await readOrganisation(root) : null;
  const text = the<HTMLInputElement>("seen").value;
  const seen = text.trim() ? readKnown(text, organisation ?? "") : null;
  if (text.trim() && !seen) return say("state", word("seenRefused"));
  say("state", word("listing"));
  show("progress");
  let drawn = 0;
  const progress = (done: number, all: number): void => {
    const now = performance.now();
    if (mine !== round || (now - drawn < 100 && done < all)) return;
    drawn = now;
    the<HTMLProgressElement>("progress").value = done / all;
    say("state", word("reading", { done, all }));
  };
  try {
    const verdict = await verifyCopy(await Folder.of(files), root, Date.now(), seen, progress);
    if (mine !== round) return;
    last = verdict;
    tell(verdict);
    the("verdict").focus();
  } catch {
    if (mine === round) say("state", word("failed"));
  } finally {
    if (mine === round) show("progress", false);
  }
}

async function chooseRoot(given: Bytes): Promise<void> {
  const known = await readOrganisation(given);
  show("root-trouble", known === null);
  say("root-trouble", known === null ? word("rootRefused") : "");
  if (known !== null) {
    root = given;
    own = false;
  }
  await speak();
}

function start(): void {
  const folder = the<HTMLInputElement>("folder");
  if (!globalThis.crypto?.subtle) trouble = "noCrypto";
  else if (!("webkitdirectory" in folder)) trouble = "noFolder";
  for (const one of ["ru", "en"] as const) {
    on(one, "click", () => {
      lang = one;
      void speak();
    });
  }
  folder.disabled = trouble !== "";
  folder.webkitdirectory = true; // no attribute of any standard's markup
  on("folder", "click", () => say("state", word("listing")));
  on("folder", "cancel", () => say("state", ""));
  on("folder", "change", () => void judge(folder.files as FileList));
  on("root-file", "change", async () => {
    const file = the<HTMLInputElement>("root-file").files?.[0];
    if (file && file.size <= 65_536) await chooseRoot(new Uint8Array(await file.arrayBuffer()));
    else if (file) await chooseRoot(utf8(""));
  });
  on("root-text", "change", () => void chooseRoot(utf8(the<HTMLTextAreaElement>("root-text").value.trim())));
  void speak();
}

start();
