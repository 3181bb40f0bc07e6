// SPDX-License-Identifier: AGPL-3.0-or-later
// What became of each letter, day by day, its replies as pictures, and returned letters that can be corrected.
import type { Part } from "../seal/blob";
import type { LetterStatus, Parcel, WriterMail } from "../seal/record";
import { longDate, type PageData, phrase } from "./data";
import { make } from "./dom";
import type { Opening } from "./editor";
import { fetchParcel } from "./mailbox";
import type { Zoom } from "./zoom";

type Correct = (opening: Opening) => void;

interface Desk {
  data: PageData;
  zoom: Zoom;
  correct: Correct;
  /** Addresses of pictures, to be given back when the page forgets. */
  addresses: string[];
  /** What can be opened, in the order of drawing. */
  parcels: Waiting[];
}

export interface Waiting {
  parcel: Parcel;
  open: () => Promise<void>;
}

const OPENED_AT_ONCE = 4 * 1024 * 1024;

export function drawLetters(mail: WriterMail, desk: Desk): HTMLElement[] {
  return inReadingOrder(mail).map((letter) => {
    const card = make("section", "", { class: "card" });
    const number = mail.statuses.indexOf(letter) + 1;
    if (mail.statuses.length > 1) card.append(make("h3", phrase(desk.data, "letterNumber", { number })));
    card.append(drawDays(letter, desk.data));
    if (isOnItsWay(letter, mail)) card.append(make("p", phrase(desk.data, "noReplyYet"), { class: "small" }));
    for (const parcel of mail.parcels.filter((one) => one.letter === letter.letter)) {
      if (parcel.kind === "reply") card.append(drawReply(parcel, desk));
      if (parcel.kind === "returned") card.append(drawReturned(parcel, lastStatus(letter) === "declined", desk));
    }
    return card;
  });
}

/** Answered letters first, then those to be corrected, then by the newest day; as seal/reading.py. */
function inReadingOrder(mail: WriterMail): LetterStatus[] {
  const answered = new Set(mail.parcels.filter((parcel) => parcel.kind === "reply").map((parcel) => parcel.letter));
  const rank = (letter: LetterStatus): number =>
    answered.has(letter.letter) ? 0 : lastStatus(letter) === "returned_for_correction" ? 1 : 2;
  return [...mail.statuses]
    .reverse() // of one day, the younger letter first
    .sort((one, other) => rank(one) - rank(other) || lastDay(other).localeCompare(lastDay(one)));
}

function isOnItsWay(letter: LetterStatus, mail: WriterMail): boolean {
  const sent = ["printed", "posted", "sent_electronically"].includes(lastStatus(letter) ?? "");
  return sent && !mail.parcels.some((parcel) => parcel.letter === letter.letter && parcel.kind === "reply");
}

function lastStatus(letter: LetterStatus): string | undefined {
  return letter.days.at(-1)?.[1];
}

function lastDay(letter: LetterStatus): string {
  return letter.days.reduce((last, [day]) => (day > last ? day : last), "");
}

function drawDays(letter: LetterStatus, data: PageData): HTMLElement {
  if (!letter.days.length) return make("p", phrase(data, "noStatus"));
  const list = make("ol", "", { class: "days" });
  for (const [day, status] of letter.days) {
    const row = make("li");
    row.append(make("time", longDate(day, data.lang), { datetime: day }), make("span", phrase(data, status)));
    list.append(row);
  }
  return list;
}

/** A heading, a button that fetches, and a place for what came or why it did not. */
function drawParcel(
  desk: Desk,
  parcel: Parcel,
  names: { heading: string; button: string; failed: string },
  opened: (parts: Part[], place: HTMLElement) => void,
): HTMLElement {
  const { data } = desk;
  const place = make("div");
  const said = make("p", "", { role: "status" });
  const button = make("button", phrase(data, names.button), { type: "button", class: "button" });
  const open = async (): Promise<void> => {
    button.disabled = true;
    said.textContent = phrase(data, "replyLoading");
    try {
      opened(await fetchParcel(parcel), place);
      said.textContent = "";
      button.hidden = true;
    } catch {
      said.textContent = phrase(data, names.failed); // not reached or not whole: for the reader it is the same
    }
    button.disabled = false;
  };
  button.addEventListener("click", () => void open());
  desk.parcels.push({ parcel, open });
  const whole = make("div", "", { class: "parcel" });
  whole.append(make("h3", phrase(data, names.heading, { day: longDate(parcel.day, data.lang) })), button, said, place);
  return whole;
}

/** Opens the newest parcels, as many as a slow connection bears; the others keep their buttons. */
export async function openNewest(parcels: Waiting[]): Promise<void> {
  const newest = [...parcels].sort((one, other) => (one.parcel.day < other.parcel.day ? 1 : -1));
  let bytes = 0;
  for (const { parcel, open } of newest) {
    if (bytes && bytes + parcel.size > OPENED_AT_ONCE) continue;
    bytes += parcel.size;
    await open();
  }
}

function drawReply(parcel: Parcel, desk: Desk): HTMLElement {
  const names = { heading: "reply", button: "replyShow", failed: "replyFailed" };
  return drawParcel(desk, parcel, names, (parts, place) => {
    const scans = make("div", "", { class: "scans" });
    parts
      .filter((part) => part.mediaType === "image/png" || part.mediaType === "image/jpeg")
      .forEach((part, at) => scans.append(drawScan(part, at + 1, desk)));
    place.replaceChildren(scans);
  });
}

function drawScan(part: Part, page: number, desk: Desk): HTMLElement {
  const { data, zoom } = desk;
  const address = URL.createObjectURL(new Blob([part.content], { type: part.mediaType }));
  desk.addresses.push(address);
  const file = `${phrase(data, "replyFile", { page })}.${part.mediaType === "image/png" ? "png" : "jpg"}`;
  const alt = phrase(data, "replyPage", { page });
  const open = make("button", "", { type: "button", "aria-label": phrase(data, "replyLarger", { page }) });
  open.append(make("img", "", { src: address, alt: "" }));
  open.addEventListener("click", () => zoom.open(address, alt, file));
  const caption = make("figcaption");
  caption.append(make("a", phrase(data, "replySave", { page }), { href: address, download: file }));
  const scan = make("figure");
  scan.append(open, caption);
  return scan;
}

/** A letter to correct, with its reason; or, of one that was declined, the reason alone. */
function drawReturned(parcel: Parcel, declined: boolean, desk: Desk): HTMLElement {
  const names = declined
    ? { heading: "declinedReason", button: "returnedShow", failed: "declinedFailed" }
    : { heading: "returned", button: "returnedShow", failed: "correctFailed" };
  return drawParcel(desk, parcel, names, (parts, place) => {
    const letter = parts.find((part) => part.mediaType === "application/json");
    const told = JSON.parse(new TextDecoder().decode(letter?.content)) as Record<string, unknown>;
    const text = (name: string): string => (typeof told[name] === "string" ? String(told[name]) : "");
    const opening: Opening = {
      person: text("person"),
      text: text("text"),
      sign: text("sign"),
      corrects: parcel.letter,
      reason: text("reason"),
      pictures: parts.filter((part) => part.mediaType.startsWith("image/")).map((part) => part.content),
    };
    const correct = make("button", phrase(desk.data, "correct"), { type: "button", class: "button" });
    correct.addEventListener("click", () => desk.correct(opening));
    const reason = opening.reason ? [make("p", phrase(desk.data, "returnReason", { reason: opening.reason }))] : [];
    place.replaceChildren(...reason, ...(text("status") === "declined" ? [] : [correct]));
  });
}
