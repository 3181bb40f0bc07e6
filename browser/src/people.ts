// SPDX-License-Identifier: AGPL-3.0-or-later
// The front page and the list: search by name, and "choose for me". Without this script both are plain links.
import { chooseLeast, matches } from "./page/choosing";
import { afterPause, say, the } from "./page/dom";

const rows = [...document.querySelectorAll<HTMLElement>("#people > .person")];

function chooseForMe(event: Event): void {
  const people = rows
    .filter((row) => row.dataset["write"] === "1")
    .map((row) => ({ slug: row.dataset["slug"] ?? "", attention: Number(row.dataset["attention"]) }));
  const chosen = chooseLeast(people);
  if (!chosen) return;
  event.preventDefault();
  location.href = `write.html#${chosen.slug}`;
}

function startSearch(): void {
  const box = document.getElementById("search");
  if (!box || rows.length < 2) return;
  box.hidden = false;
  const field = the<HTMLInputElement>("find");
  const found = the("found");
  const tell = afterPause(400, () => {
    const count = rows.filter((row) => !row.hidden).length;
    const text = (count ? found.dataset["some"] : found.dataset["none"]) ?? "";
    say("found", field.value.trim() ? text.replace("{count}", String(count)) : "");
  });
  const search = (): void => {
    for (const row of rows) row.hidden = !matches(row.dataset["find"] ?? "", field.value);
    tell();
  };
  field.addEventListener("input", search);
  if (field.value) search();
}

document.getElementById("choose-for-me")?.addEventListener("click", chooseForMe);
startSearch();
