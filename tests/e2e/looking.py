# SPDX-License-Identifier: AGPL-3.0-or-later
"""What any page must stand: axe, a small phone, the keyboard, one heading, a quiet console; all are validated by Nu."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page

MODULES = Path(__file__).parents[2] / "browser" / "node_modules"
AXE = (MODULES / "axe-core" / "axe.min.js").read_text("utf-8") if MODULES.exists() else ""
NU = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
MOST_TABS = 70
IN_SHORT = """async () => (await axe.run(document)).violations
  .map(one => one.id + ": " + one.nodes.map(node => node.html.slice(0, 160)).join(" | "))"""
SHAPE = """() => {
  const seen = one => one.checkVisibility();
  const wanted = [];
  if (!document.documentElement.lang) wanted.push("no language");
  if (!document.title.trim()) wanted.push("no title");
  const heads = [...document.querySelectorAll("h1")].filter(seen).length;
  if (heads !== 1) wanted.push(heads + " headings of the first rank");
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth) wanted.push("wider than the screen: " + root.scrollWidth + " " +
    [...document.querySelectorAll("body *")].filter(one => one.getBoundingClientRect().right > innerWidth + 1 &&
      !one.closest(".scroll, .skip, .unseen")).map(one => one.outerHTML.slice(0, 80)).slice(0, 3).join(" | "));
  return wanted;
}"""
PRIMARY = """() => {
  const first = [...document.querySelectorAll("main .button, main button")]
    .find(one => one.checkVisibility() && !one.disabled && !one.matches(".quiet"));
  document.querySelectorAll("[data-primary]").forEach(one => one.removeAttribute("data-primary"));
  first?.setAttribute("data-primary", "");
  document.activeElement?.blur();
  getSelection().removeAllRanges();
  return Boolean(first);
}"""
FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return {};
  const marked = one.matches("[type=file]") && one.nextElementSibling ? one.nextElementSibling : one;
  const rings = [one, marked].map(each => getComputedStyle(each));
  const ring = rings.some(style => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0);
  return {primary: one.hasAttribute("data-primary"), ring, html: one.outerHTML.slice(0, 100)};
}"""


@dataclass
class Looker:
    """Visits pages and keeps what is wrong with each, by its name."""

    page: Page
    problems: dict[str, list[str]] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        # an answer of 4xx or 5xx to the page itself is what some of these pages are
        if message.type == "error" and "the server responded with a status of" not in message.text:
            self.said.append(message.text)

    def looks_at(self, name: str, *, keyboard: bool = True) -> None:
        """At the page as it stands."""
        found = [*self.said, *self.page.evaluate(SHAPE)]
        self.said.clear()
        self.page.evaluate(AXE)
        found += self.page.evaluate(IN_SHORT)
        if keyboard:
            found += self._tab_to_the_primary_action()
        self.said.clear()
        if found:
            self.problems[name] = found

    def _tab_to_the_primary_action(self) -> list[str]:
        if not self.page.evaluate(PRIMARY):
            return []
        ringless: list[str] = []
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            focused = self.page.evaluate(FOCUSED)
            if focused and not focused["ring"]:
                ringless.append(f"no visible focus: {focused['html']}")
            if focused.get("primary"):
                return ringless
        return [*ringless, "Tab does not reach the primary action"]


def validate(pages: Mapping[str, str], folder: Path) -> list[str]:
    """What the Nu validator says of all of them, in one Java."""
    for name, html in pages.items():
        (folder / f"{name}.html").write_text(html, "utf-8")
    java = shutil.which("java")
    assert java, "sh deploy/install-test-tools.sh brings a Java"
    done = subprocess.run(
        [java, "-jar", str(NU), "--format", "json", "--stdout", "--exit-zero-always", str(folder)],
        capture_output=True,
        check=True,
        text=True,
    )
    return [
        f"{Path(one['url']).stem}: {one['message']} {one.get('extract', '')[:120]!r}"
        for one in json.loads(done.stdout)["messages"]
        # a file has no origin, so 'self' fits nothing there; whether the policy holds the browser's console tells
        if (one["type"] == "error" or one.get("subType") == "warning")
        and "violates Content Security Policy" not in one["message"]
    ]
