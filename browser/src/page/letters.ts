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
}

export function drawLetters(mail: WriterMail, desk: Desk): HTMLElement[] {
  const newest = [...mail.statuses].sort((one, other) => (lastDay(one) < lastDay(other) ? 1 : -1));
  return newest.map((letter, place) => {
    const card = make("section", "", { class: "card" });
    const number = mail.statuses.length - place;
    if (mail.statuses.length > 1) card.append(make("h3", phrase(desk.data, "letterNumber", { number })));
    card.append(drawDays(letter, desk.data));
    for (const parcel of mail.parcels.filter((one) => one.letter === letter.letter)) {
      if (parcel.kind === "reply") card.append(drawReply(parcel, desk));
      if (parcel.kind === "returned") card.append(drawReturned(parcel, desk));
    }
    return card;
  });
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
  opened: (parts: Part[], place: HTMLElement) => Promise<void> | void,
): HTMLElement {
  const { data } = desk;
  const place = make("div");
  const said = make("p", "", { role: "status" });
  const button = make("button", phrase(data, names.button), { type: "button", class: "button" });
  button.addEventListener("click", () => {
    button.disabled = true;
    said.textContent = phrase(data, "replyLoading");
    fetchParcel(parcel)
      .then((parts) => opened(parts, place))
      .then(
        () => {
          said.textContent = "";
          button.hidden = place.childElementCount > 0;
          button.disabled = false;
        },
        () => {
          said.textContent = phrase(data, names.failed);
          button.disabled = false;
        },
      );
  });
  const whole = make("div", "", { class: "parcel" });
  whole.append(make("h3", phrase(data, names.heading, { day: longDate(parcel.day, data.lang) })), button, said, place);
  return whole;
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

function drawReturned(parcel: Parcel, desk: Desk): HTMLElement {
  const names = { heading: "returned", button: "correct", failed: "correctFailed" };
  return drawParcel(desk, parcel, names, (parts) => {
    const letter = parts.find((part) => part.mediaType === "application/json");
    const told = JSON.parse(new TextDecoder().decode(letter?.content)) as Record<string, unknown>;
    const text = (name: string): string => (typeof told[name] === "string" ? String(told[name]) : "");
    desk.correct({
      person: text("person"),
      text: text("text"),
      sign: text("sign"),
      corrects: parcel.letter,
      reason: text("reason"),
      pictures: parts.filter((part) => part.mediaType.startsWith("image/")).map((part) => part.content),
    });
  });
}
