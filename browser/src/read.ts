// SPDX-License-Identifier: AGPL-3.0-or-later
// The reading page: twelve words in, what became of the letters out; nothing but file names leaves the browser.
import { type PageData, longDate, phrase } from "./page/data";
import { on, say, show, the } from "./page/dom";
import type { Editor } from "./page/editor";
import { drawLetters, openNewest } from "./page/letters";
import { openMailbox, Unreachable } from "./page/mailbox";
import { type Bytes, explainPhrase, explainSealing, readPhrase } from "./page/sealing";
import { startEditor } from "./page/starting";
import { mountZoom } from "./page/zoom";
import { SealRefused } from "./seal/errors";

void startEditor(false).then((started) => {
  if (started) mountReader(started.data, started.editor);
});

function mountReader(data: PageData, editor: Editor): void {
  const field = the<HTMLTextAreaElement>("phrase");
  const look = the<HTMLButtonElement>("look");
  const zoom = mountZoom();
  const addresses: string[] = [];
  let entropy: Bytes | undefined;

  const forget = (): void => {
    entropy?.fill(0);
    entropy = undefined;
    field.value = "";
    for (const address of addresses.splice(0)) URL.revokeObjectURL(address);
    zoom.close();
    the("letters").replaceChildren();
    show("mail", false);
    show("ask");
  };

  const search = async (): Promise<void> => {
    say("phrase-said", "");
    say("look-said", "");
    try {
      entropy = await readPhrase(data, field.value);
    } catch (error) {
      const [name, fields] = explainPhrase(error);
      say("phrase-said", phrase(data, name, fields));
      field.focus();
      return;
    }
    if (location.protocol === "file:") return say("look-said", phrase(data, "mailFile"));
    say("looking", phrase(data, "looking"));
    await showMail(entropy);
  };

  const showMail = async (words: Bytes): Promise<void> => {
    const { day, mail } = await openMailbox(data, words);
    say("mail-day", phrase(data, "mailDay", { day: longDate(day, data.lang) }));
    const nothing = document.createElement("p");
    nothing.textContent = phrase(data, "nothingYet");
    const desk = { data, zoom, addresses, correct, parcels: [] };
    the("letters").replaceChildren(...(mail ? drawLetters(mail, desk) : [nothing]));
    await openNewest(desk.parcels);
    if (words !== entropy) return forget(); // the page was left or closed meanwhile
    field.value = "";
    show("ask", false);
    show("mail");
    the("mail-title").focus();
  };

  const correct: Editor["open"] = (opening) => {
    editor.open({ ...opening, ...(entropy ? { entropy } : {}) });
    the("editor").scrollIntoView();
  };

  on("look", "click", () => {
    look.disabled = true;
    search()
      .catch((error: unknown) => say("look-said", phrase(data, problem(error))))
      .finally(() => {
        say("looking", "");
        look.disabled = false;
      });
  });
  on("write-same", "click", () => correct({ person: "" }));
  on("close-mail", "click", () => {
    forget();
    editor.close();
    field.focus();
  });
  window.addEventListener("pagehide", () => {
    forget();
    editor.forget(); // "Back" may bring this very page again, to somebody else
  });
  show("ask");
}

function problem(error: unknown): string {
  if (error instanceof Unreachable) return "mailUnreachable";
  if (error instanceof SealRefused) return "mailForged";
  return explainSealing(error)[0];
}
