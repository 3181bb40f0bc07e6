// SPDX-License-Identifier: AGPL-3.0-or-later
// The search page. What is typed goes into no address and no storage but the tab's own history, so that "back" finds it again.
import { longDate } from "./page/data";
import { make, the } from "./page/dom";
import { type Answer, find } from "./search/find";
import { askScripts } from "./search/asking";
import { nameOf } from "./search/layout";
import type { Found } from "./search/shelf";
import { wordsIn } from "./search/words";

const PAUSE = 300;
const SHOWN = 10;
const root = the("search");
const field = the<HTMLInputElement>("find");
const tongue = the<HTMLSelectElement>("tongue");
const list = the("results");
const status = the("found");
const more = the<HTMLButtonElement>("more");
const pieces = askScripts(root.dataset["root"] + "search/");

let turn = 0;
let timer = 0;
let answer: Answer | null = null;

function phrase(name: string, fields: Record<string, string | number> = {}): string {
  return (root.dataset[name] ?? "").replace(/\{(\w+)\}/g, (whole, one: string) => String(fields[one] ?? whole));
}

async function look(unfinished: boolean): Promise<void> {
  const mine = ++turn;
  clearTimeout(timer);
  const query = field.value.normalize("NFC").trim();
  history.replaceState({ query: field.value, lang: tongue.value }, "");
  if (!wordsIn(query).length) return clear();
  try {
    const found = await find(unfinished ? field.value : query, tongue.value, unfinished, pieces);
    const first = await found.more(SHOWN);
    if (mine !== turn) return;
    answer = found;
    list.replaceChildren();
    put(first);
    status.textContent = counted(found);
  } catch (error) {
    if (mine !== turn) return;
    clear();
    status.textContent = phrase("broken");
    if (!(error instanceof Error)) throw error;
  }
}

function counted(found: Answer): string {
  if (!found.some) return phrase("none", { language: tongue.selectedOptions[0]?.text ?? "" });
  return found.all ? phrase("all", { count: found.all }) : phrase("some", { count: found.some });
}

function clear(): void {
  answer = null;
  list.replaceChildren();
  more.hidden = true;
  status.textContent = "";
  the("lists").hidden = false;
}

function put(found: readonly Found[]): void {
  list.append(...found.map(row));
  the("lists").hidden = true;
  more.hidden = !answer || list.children.length >= answer.some;
}

function row({ card, passage }: Found): HTMLElement {
  const item = make("li", "", { class: "result" });
  const title = make("h2");
  title.append(make("a", card.title || card.path, { href: addressOf(card.path), lang: tongue.value, dir: "auto" }));
  const kind = phrase(`kind-${card.kind}`.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()));
  const day = /^\d{4}-\d\d-\d\d$/.test(card.day) ? longDate(card.day, document.documentElement.lang) : card.day;
  const about = make("p", [card.by, day, kind].filter(Boolean).join(" · "), { class: "small" });
  const words = make("p", "", { class: "passage", lang: tongue.value, dir: "auto" });
  words.append(...marked(passage));
  item.append(title, about, words);
  return item;
}

/** An address inside this copy, whatever a piece says. */
function addressOf(path: string): string {
  const inside = path.split("/").filter((part) => part && !/^\.+$/.test(part));
  return root.dataset["root"] + inside.map(encodeURIComponent).join("/");
}

function marked(passage: string): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let at = 0;
  for (const word of wordsIn(passage)) {
    if (!answer?.isHit(word.text)) continue;
    parts.push(passage.slice(at, word.start), make("mark", word.text));
    at = word.start + word.text.length;
  }
  return [...parts, passage.slice(at)];
}

async function showMore(): Promise<void> {
  const mine = turn;
  const found = await answer?.more(SHOWN);
  if (!found || mine !== turn) return;
  const at = list.children.length;
  put(found);
  // the focus follows what was asked for, and is not lost with a button that goes
  list.children[at]?.querySelector("a")?.focus();
}

function start(): void {
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void look(true), PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) void look(false);
  });
  tongue.addEventListener("change", () => void look(false));
  more.addEventListener("click", () => void showMore());
  const state = history.state as { query?: unknown; lang?: unknown } | null;
  if (typeof state?.query === "string") field.value = state.query;
  if (typeof state?.lang === "string" && [...tongue.options].some((one) => one.value === state.lang)) tongue.value = state.lang;
  if (field.value) void look(false);
  else pieces.ask(nameOf(tongue.value, "head")).catch(() => undefined); // every query needs it; a failure is met there
}

start();
