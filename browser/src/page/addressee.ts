// SPDX-License-Identifier: AGPL-3.0-or-later
// To whom: from the address's fragment, which no browser sends to a server, or by search, or by chance.
import { chooseLeast, matches } from "./choosing";
import { inLanguage, type PageData, type Person, phrase } from "./data";
import { make, on, say, show, the } from "./dom";

const MOST_SHOWN = 12;

export interface Addressee {
  person(): Person | undefined;
  choose(slug: string): void;
}

/** The group itself can be written to under the name `desk`. */
function theGroup(data: PageData): Person {
  const about = { [data.lang]: phrase(data, "groupAbout") };
  const names = { [data.lang]: `${inLanguage(data.name, data.lang)}: ${phrase(data, "group")}` };
  const nowhere = { country: "", facility: null, facility_name: {}, channels: [], forms: [], languages: [] };
  return { slug: "desk", names, about, invented: false, attention: 0, ...nowhere };
}

export function mountAddressee(data: PageData, changed: () => void): Addressee {
  const people = data.directory.people;
  let chosen: Person | undefined;

  const select = (person: Person | undefined): void => {
    chosen = person;
    show("chosen", person !== undefined);
    show("choose", person === undefined);
    if (person) {
      say("chosen-name", inLanguage(person.names, data.lang));
      const note = person.invented ? [phrase(data, "invented")] : [];
      say("chosen-about", [inLanguage(person.about, data.lang), ...note].filter(Boolean).join(". "));
      say("chosen-place", inLanguage(person.facility_name, data.lang));
    } else list();
    changed();
  };

  const keep = (person: Person): void => {
    history.replaceState(null, "", `#${person.slug}`);
    select(person);
  };

  const list = (): void => {
    const query = the<HTMLInputElement>("find").value;
    const found = people
      .filter((person) => matches([...Object.values(person.names), ...person.forms].join(" "), query))
      .sort((one, other) => one.attention - other.attention);
    const rows = found.slice(0, MOST_SHOWN).map((person) => choice(person));
    the("found").replaceChildren(...(rows.length ? rows : [make("li", phrase(data, "nobodyFound"))]));
  };

  const choice = (person: Person): HTMLLIElement => {
    const button = make("button", "", { type: "button", class: "choice" });
    button.append(make("b", inLanguage(person.names, data.lang)), inLanguage(person.about, data.lang));
    button.addEventListener("click", () => {
      keep(person);
      the("text").focus();
    });
    const row = make("li");
    row.append(button);
    return row;
  };

  const fromFragment = (): void => {
    const slug = decodeFragment();
    const person = slug === "desk" ? theGroup(data) : people.find((one) => one.slug === slug);
    if (person || !slug) select(person);
    else {
      select(undefined);
      the("found").prepend(make("li", phrase(data, "unknownPerson")));
    }
  };

  on("find", "input", list);
  on("for-me", "click", () => {
    const person = chooseLeast(people);
    if (person) keep(person);
    the("text").focus();
  });
  on("change", "click", () => {
    history.replaceState(null, "", location.pathname);
    select(undefined);
    the("find").focus();
  });
  window.addEventListener("hashchange", fromFragment);
  fromFragment();

  return {
    person: () => chosen,
    choose: (slug) => select(slug === "desk" ? theGroup(data) : people.find((one) => one.slug === slug)),
  };
}

function decodeFragment(): string {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return "";
  }
}
