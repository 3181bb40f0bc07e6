// SPDX-License-Identifier: AGPL-3.0-or-later
// Whether this browser and this copy of the site can seal at all; if not, why, and where to go.
import { gatesOf, longDate, type PageData, phrase, readData } from "./data";
import { make, show, the } from "./dom";
import { type Editor, mountEditor } from "./editor";
import { checkKeys, explainSealing } from "./sealing";

/** The page's data and its editor, or null when this page cannot seal here. A fault of ours leaves the way without script. */
export async function startEditor(visible: boolean): Promise<{ data: PageData; editor: Editor } | null> {
  try {
    return await start(visible);
  } catch (error) {
    show("without-script");
    reportError(error);
    return null;
  }
}

async function start(visible: boolean): Promise<{ data: PageData; editor: Editor } | null> {
  const data = readData();
  show("without-script", false);
  if (!window.crypto?.subtle) {
    refuse(data, phrase(data, "noCrypto"));
    return null;
  }
  try {
    await checkKeys(data);
  } catch (error) {
    const [name, fields] = explainSealing(error);
    const day = typeof fields["day"] === "string" ? longDate(fields["day"], data.lang) : "";
    refuse(data, phrase(data, name, { ...fields, day }));
    if (visible) return null;
  }
  const editor = mountEditor(data);
  if (visible) show("editor");
  return { data, editor };
}

function refuse(data: PageData, why: string): void {
  const addresses = make("ul");
  for (const gate of gatesOf(data)) {
    const row = make("li");
    row.append(make("a", gate.url.host, { href: new URL(`${data.lang}/write.html`, gate.url).href, rel: "noreferrer" }));
    addresses.append(row);
  }
  const plain = make("p");
  plain.append(make("a", phrase(data, "plainPage"), { href: `../plain/${data.lang}/write` }));
  the("cannot").replaceChildren(make("p", why), addresses, plain);
  show("cannot");
}
