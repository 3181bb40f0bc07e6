// SPDX-License-Identifier: AGPL-3.0-or-later
// The twelve words: made, shown, kept by the writer, and forgotten by the page when it is left.
import { type PageData, phrase } from "./data";
import { make, offerFile, on, say, show, the } from "./dom";
import { type Bytes, explainPhrase, newEntropy, readPhrase, wordsFor } from "./sealing";

export interface Twelve {
  entropy(): Bytes | undefined;
  areKept(): boolean;
  use(entropy: Bytes): void;
  forget(): void;
}

export function mountTwelve(data: PageData, changed: () => void): Twelve {
  let entropy: Bytes | undefined;
  let known = false;
  const kept = the<HTMLInputElement>("kept");
  const oldPhrase = the<HTMLTextAreaElement>("old-phrase");
  kept.checked = false;

  let words: string[] = [];

  const showWords = async (): Promise<void> => {
    const shown = entropy;
    const made = shown ? await wordsFor(data, shown) : [];
    if (shown !== entropy) return; // left or renewed meanwhile
    words = made;
    the("words").replaceChildren(...words.map((word) => make("li", word)));
    show("words-make", !entropy);
    show("old-words", false);
    show("words-box", entropy !== undefined && !known);
    say("words-why", phrase(data, known ? "sameWords" : "wordsWhy"));
    say("words-said", "");
    changed();
  };

  const make12 = (): void => {
    entropy = newEntropy();
    known = false;
    kept.checked = false;
    void showWords().then(() => the("words").focus());
  };

  const useOld = async (): Promise<void> => {
    try {
      entropy = await readPhrase(data, oldPhrase.value);
    } catch (error) {
      const [name, fields] = explainPhrase(error);
      say("old-said", phrase(data, name, fields));
      return;
    }
    oldPhrase.value = "";
    known = true;
    await showWords();
  };

  on("make-words", "click", make12);
  on("new-words", "click", make12);
  on("have-words", "click", () => {
    show("old-words");
    show("words-make", false);
    oldPhrase.focus();
  });
  on("use-words", "click", () => void useOld());
  on("copy-words", "click", () => {
    navigator.clipboard.writeText(words.join(" ")).then(
      () => say("words-said", phrase(data, "copied")),
      () => say("words-said", phrase(data, "notCopied")),
    );
  });
  on("print-words", "click", () => {
    document.body.classList.add("print-words");
    window.print();
    document.body.classList.remove("print-words");
  });
  on("save-words", "click", () => {
    offerFile(phrase(data, "wordsFile"), [`${words.join(" ")}\n`], "text/plain");
    say("words-said", phrase(data, "savedWords"));
  });
  kept.addEventListener("change", changed);

  return {
    entropy: () => entropy,
    areKept: () => known || kept.checked,
    use: (given) => {
      entropy = given;
      known = true;
      void showWords();
    },
    forget: () => {
      entropy?.fill(0);
      entropy = undefined;
      known = false;
      kept.checked = false;
      oldPhrase.value = "";
      words = [];
      the("words").replaceChildren();
      void showWords();
    },
  };
}
