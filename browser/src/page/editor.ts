// SPDX-License-Identifier: AGPL-3.0-or-later
// The editor of the letter page, which the reading page holds too, for a letter that came back to be corrected.
import { mountAddressee } from "./addressee";
import { mountAdvice } from "./advice";
import { mountAlbum } from "./album";
import { longDate, type PageData, phrase } from "./data";
import { mountDispatch, type Stage } from "./dispatch";
import { afterPause, make, on, say, show, the } from "./dom";
import { findDraft, forgetDraft, keepDraft } from "./draft";
import { type Bytes, explainSealing, fits, guessLanguage, newLetterId, sealLetterNow, today } from "./sealing";
import { mountTwelve } from "./twelve";

export interface Opening {
  person: string;
  text?: string;
  sign?: string;
  corrects?: string;
  /** Why the letter came back, in the volunteers' words. */
  reason?: string;
  entropy?: Bytes;
  pictures?: Bytes[];
}

export interface Editor {
  open(opening: Opening): void;
  /** A letter that came back leaves the page with the words that opened it. */
  forget(): void;
  close(): void;
}

export function mountEditor(data: PageData): Editor {
  const text = the<HTMLTextAreaElement>("text");
  const sign = the<HTMLInputElement>("sign");
  const wantsReply = the<HTMLInputElement>("reply-yes");
  const keep = the<HTMLInputElement>("keep");
  const send = the<HTMLButtonElement>("send");
  let corrects: string | undefined;
  let ready = false;

  const refresh = (): void => {
    if (!ready) return;
    const person = to.person();
    const writing = {
      text: text.value,
      sign: sign.value.trim(),
      lang: guessLanguage(text.value, data.lang),
      pictures: album.pictures().length,
      wantsReply: wantsReply.checked,
    };
    advice.refresh(person, writing);
    show("words-part", wantsReply.checked);
    const hint = missing();
    send.disabled = hint !== "hintReady" || dispatch.stage() !== "writing";
    say("send-hint", phrase(data, hint));
    rememberDraft();
  };

  const missing = (): string => {
    if (!to.person()) return "hintPerson";
    if (!text.value.trim() && !album.pictures().length) return "hintText";
    if (!fits(text.value, sign.value)) return "hintLong";
    if (wantsReply.checked && !twelve.entropy()) return "hintWords";
    if (wantsReply.checked && !twelve.areKept()) return "hintKept";
    return "hintReady";
  };

  const saveDraft = (): void => {
    if (!keep.checked || dispatch.stage() === "sent") return;
    keepDraft({ person: to.person()?.slug ?? "", text: text.value, sign: sign.value, reply: wantsReply.checked });
  };
  const rememberDraft = afterPause(500, saveDraft);

  const seal = (): Promise<Bytes> =>
    sealLetterNow(
      data,
      {
        id: newLetterId(),
        person: to.person()?.slug ?? "",
        lang: guessLanguage(text.value, data.lang),
        text: text.value,
        sign: sign.value.trim(),
        corrects: corrects ?? null,
        created: today(),
      },
      wantsReply.checked ? twelve.entropy() : undefined,
      album.pictures(),
    );

  const explain = (error: unknown): string => {
    const [name, fields] = explainSealing(error);
    const day = typeof fields["day"] === "string" ? longDate(fields["day"], data.lang) : "";
    return phrase(data, name, { ...fields, ...(day ? { day } : {}) });
  };

  const moved = (stage: Stage): void => {
    const writing = stage === "writing";
    for (const card of document.querySelectorAll<HTMLElement>("#editor > .card")) {
      if (!card.contains(send)) card.inert = !writing;
    }
    if (stage === "sent") {
      show("sent-reply", wantsReply.checked);
      show("sent-read", wantsReply.checked);
      empty();
      show("editor", false);
      show("sent");
      the("sent-title").focus();
    }
    refresh();
  };

  const empty = (): void => {
    text.value = "";
    corrects = undefined;
    show("corrects", false);
    if (keep.checked) forgetDraft(); // an unticked box: the draft, if there is one, is another letter's
    keep.checked = false;
    album.clear();
    twelve.forget();
  };

  const twelve = mountTwelve(data, refresh);
  const album = mountAlbum(data, refresh);
  const advice = mountAdvice(data, (pictures) => album.allow(pictures));
  const dispatch = mountDispatch(data, seal, explain, moved);
  const to = mountAddressee(data, refresh);
  ready = true;

  for (const id of ["text", "sign"]) on(id, "input", refresh);
  for (const id of ["reply-yes", "reply-no"]) on(id, "change", refresh);
  on("keep", "change", () => (keep.checked ? saveDraft() : forgetDraft()));
  on("write-again", "click", () => {
    show("sent", false);
    show("editor");
    dispatch.again();
    the("text").focus();
  });
  window.addEventListener("pagehide", () => {
    saveDraft();
    twelve.forget();
  });
  window.addEventListener("beforeunload", (event) => {
    const unsent = text.value.trim() !== "" && dispatch.stage() !== "sent" && !keep.checked;
    if (unsent && !the("editor").hidden) event.preventDefault();
  });

  // a browser may put ticks back where they were; the words behind them are gone
  keep.checked = false;
  wantsReply.checked = true;
  const draft = findDraft();
  if (draft && !text.value) {
    text.value = draft.text;
    sign.value = draft.sign;
    the<HTMLInputElement>(draft.reply ? "reply-yes" : "reply-no").checked = true;
    keep.checked = true;
    if (!to.person() && draft.person) to.choose(draft.person);
  }
  refresh();

  return {
    open: (opening) => {
      if (opening.person) to.choose(opening.person);
      text.value = opening.text ?? text.value;
      sign.value = opening.sign ?? sign.value;
      corrects = opening.corrects;
      if (corrects) keep.checked = false; // that tick was for another letter
      say("corrects", corrects ? phrase(data, "correcting") : "");
      if (opening.reason) the("corrects").prepend(make("strong", phrase(data, "returnReason", { reason: opening.reason })), " ");
      if (opening.pictures) album.restore(opening.pictures);
      show("corrects", corrects !== undefined);
      if (opening.entropy) twelve.use(opening.entropy.slice());
      show("sent", false);
      show("editor");
      if (dispatch.stage() === "sent") dispatch.again();
      refresh();
      text.focus();
    },
    forget: () => {
      if (corrects === undefined) return;
      text.value = sign.value = "";
      corrects = undefined;
      the("corrects").replaceChildren();
      show("corrects", false);
      album.clear();
      twelve.forget();
      show("editor", false);
    },
    close: () => {
      empty();
      show("editor", false);
      show("sent", false);
    },
  };
}
