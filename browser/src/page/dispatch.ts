// SPDX-License-Identifier: AGPL-3.0-or-later
// Seals once and posts those bytes, again if need be. The one request with a body that this page ever makes.
import { gatesOf, type PageData, phrase } from "./data";
import { make, offerFile, on, say, show, the } from "./dom";
import { hexOf } from "./sealing";

const PATIENCE = 180_000;

export type Stage = "writing" | "sealing" | "sending" | "failed" | "sent";

export interface Dispatch {
  stage(): Stage;
  /** Ready for another letter. */
  again(): void;
}

export function mountDispatch(
  data: PageData,
  seal: () => Promise<Uint8Array<ArrayBuffer>>,
  explain: (error: unknown) => string,
  moved: (stage: Stage) => void,
): Dispatch {
  let stage: Stage = "writing";
  let envelope: Uint8Array<ArrayBuffer> | undefined;

  const enter = (next: Stage): void => {
    stage = next;
    show("failed", next === "failed");
    the<HTMLButtonElement>("again").disabled = next !== "failed";
    moved(next);
  };

  const fail = (reason: string): void => {
    say("failed-why", reason);
    say("send-said", "");
    enter("failed");
    the("failed-title").focus();
  };

  const send = async (): Promise<void> => {
    if (!envelope) return;
    if (location.protocol === "file:") return fail(phrase(data, "failedFile"));
    enter("sending");
    say("send-said", phrase(data, "sending"));
    const refusal = await post(data, envelope);
    if (refusal) return fail(refusal);
    envelope = undefined;
    say("send-said", "");
    enter("sent");
  };

  on("send", "click", () => {
    if (stage !== "writing") return;
    enter("sealing");
    say("send-said", phrase(data, "sealing"));
    seal().then(
      (sealed) => {
        envelope = sealed;
        return send();
      },
      (error: unknown) => {
        enter("writing");
        say("send-said", explain(error));
      },
    );
  });
  on("again", "click", () => {
    if (stage === "failed") void send();
  });
  on("save-envelope", "click", () => {
    if (envelope) offerFile(phrase(data, "envelopeFile"), [envelope], "application/octet-stream");
  });
  on("back-to-letter", "click", () => {
    envelope = undefined;
    enter("writing");
    the("text").focus();
  });
  listGates(data);
  return { stage: () => stage, again: () => enter("writing") };
}

/** What went wrong, or nothing: then the envelope is on the gate's disk. */
async function post(data: PageData, envelope: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
  try {
    const answer = await fetch(new URL("../letterbox", location.href), {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream" },
      body: envelope,
      credentials: "omit",
      referrerPolicy: "no-referrer",
      redirect: "error",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.status === 201 && (await confirms(answer, envelope))) return undefined;
    if ([429, 500, 502, 503, 504, 507].includes(answer.status)) return phrase(data, "failedFull");
    return phrase(data, "failedRefused", { status: answer.status });
  } catch {
    return phrase(data, "failedOffline"); // no answer, a redirect or a broken one: all mean "not surely accepted"
  }
}

/** A gate that accepted names the envelope's hash; anything else may be a server that knows no letterbox. */
async function confirms(answer: Response, envelope: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const told = (await answer.json()) as { accepted?: unknown };
  return told.accepted === hexOf(new Uint8Array(await crypto.subtle.digest("SHA-256", envelope)));
}

function listGates(data: PageData): void {
  const uploads = gatesOf(data).map((gate) => ({ ...gate, upload: new URL(`plain/${data.lang}/upload`, gate.url) }));
  const here = location.protocol === "file:" ? [] : [new URL(`../plain/${data.lang}/upload`, location.href)];
  const rows = [...here.map((upload) => ({ name: "", upload })), ...uploads];
  const seen = new Set<string>();
  for (const { name, upload } of rows) {
    if (seen.has(upload.href)) continue;
    seen.add(upload.href);
    const row = make("li", name ? `${name}: ` : "");
    row.append(make("a", `${upload.host} – ${phrase(data, "uploadHere")}`, { href: upload.href, rel: "noreferrer" }));
    the("other-gates").append(row);
  }
}
