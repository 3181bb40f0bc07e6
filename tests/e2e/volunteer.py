# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a volunteer does, in a volunteer's words; the only place that knows the desk's controls."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

PASSWORD = "seven quiet words on a wall"


class Volunteer:
    """Works at the desk; forms are found by where they lead, so the language of the page does not matter."""

    def __init__(self, page: Page, desk: str) -> None:
        self.page = page
        self.desk = desk

    def accepts_the_welcome(self, link: str) -> None:
        """Chooses a password by the one-time link; the second factor waits, as a demonstration allows."""
        self.page.goto(link)
        for field in self.page.locator("input[type=password]").all():
            field.fill(PASSWORD)
        self.page.locator("main form button").first.click()
        self.page.wait_for_url(re.compile(r"/sign-in"))
        later = self.page.locator("button[name=later]")
        if later.count():
            later.click()
            self.page.wait_for_url(f"{self.desk}/")

    def signs_in(self, name: str) -> None:
        self.page.goto(f"{self.desk}/sign-in")
        self.page.locator("input[name=name]").fill(name)
        self.page.locator("input[type=password]").fill(PASSWORD)
        self.page.locator("main form button").first.click()

    def speaks(self, lang: str) -> None:
        """The desk in this language, whatever somebody at the same house chose before."""
        self.opens("/account")
        if self.page.get_attribute("html", "lang") != lang:
            self.page.locator(f"button[name=language][value={lang}]").click()
            self.page.wait_for_selector(f"html[lang={lang}]")

    def opens(self, path: str) -> None:
        self.page.goto(f"{self.desk}{path}")

    def waits_for_a_letter(self, words: str, tries: int = 40) -> str:
        """Takes the next letters until the one with these words is in hand; its address is returned."""
        for _ in range(tries):
            self.opens("/letters/list/waiting")
            links = self.page.locator("main a[href*='/letters/']").evaluate_all(
                "all => all.map(a => a.getAttribute('href'))"
            )
            for link in sorted({found for found in links if re.search(r"/letters/[0-9a-f]{32}/$", found)}):
                self.opens(link)
                take = self.page.locator("form[action$='/take'] button")
                if take.count():
                    take.click()
                if self.page.locator("article .words").filter(has_text=words).count():
                    return link
                self.puts_back()
            self.page.wait_for_timeout(500)
        raise AssertionError("the letter never came")

    def links(self, pattern: str) -> list[str]:
        """Every place of this shape that the page leads to, once."""
        found = self.page.locator("main a").evaluate_all("all => all.map(a => a.getAttribute('href') || '')")
        return sorted({link for link in found if re.fullmatch(pattern, link)})

    def puts_back(self) -> None:
        release = self.page.locator("form[action$='/release'] button")
        if release.count():
            release.click()

    def approves(self, channel: str | None = None) -> None:
        """For paper, unless another channel is named."""
        ways = self.page.locator("form[action$='/approve'] input[name=channel]")
        values = ways.evaluate_all("all => all.map(one => one.value)")
        wanted = channel or next(value for value in values if "paper" in value)
        self.page.locator(f"form[action$='/approve'] input[value='{wanted}']").check()
        self.page.locator("form[action$='/approve'] button").click()

    def returns(self, reason: str) -> None:
        self.page.locator("#return summary").click()
        self.page.locator("#return textarea").fill(reason)
        self.page.locator("#return form button").click()

    def starts_a_run(self) -> None:
        """Starts it and waits until the files are there."""
        self.opens("/mailroom/")
        self.page.locator("form[action$='/start'] button").click()
        expect(self.page.locator("a[download]").first).to_be_visible(timeout=60_000)

    def downloads(self, name: str, folder: Path) -> bytes:
        """One of the run's files."""
        with self.page.expect_download() as waiting:
            self.page.locator(f"a[download][href$='{name}']").click()
        path = folder / name
        waiting.value.save_as(path)
        return path.read_bytes()

    def posts_the_run(self) -> None:
        self.page.locator("button[form=posted]:not([name])").click()

    def drops_scans(self, files: list[Path], tries: int = 120) -> None:
        """Onto the replies page; opens the reply that they hold as soon as it is read."""
        self.opens("/replies/")
        already = set(self.links(r"/replies/\d+/"))
        self.page.locator("form[action$='/upload'] input[type=file]").set_input_files([str(path) for path in files])
        self.page.locator("form[action$='/upload'] button").click()
        for _ in range(tries):
            self.opens("/replies/")
            if found := set(self.links(r"/replies/\d+/")) - already:
                self.opens(found.pop())
                return
            self.page.wait_for_timeout(500)
        raise AssertionError(f"no reply came out of the scans: {self.page.locator('main').inner_text()[:800]}")

    def delivers_the_reply(self) -> None:
        """The one that is open: confirms that number and page belong together, and delivers."""
        confirm = self.page.locator("form[action$='/match'] button")
        if confirm.count():
            confirm.first.click()
        self.page.locator("form[action$='/deliver'] button").click()

    def gives_the_password_again(self) -> None:
        """Before the desk asks: for five minutes it will not."""
        self.opens("/account/confirm")
        self.confirms_the_password()

    def confirms_the_password(self) -> None:
        """Where the desk asks for it again, some minutes after signing in."""
        if self.page.locator("main input[type=password]").count():
            self.page.locator("main input[type=password]").fill(PASSWORD)
            self.page.locator("main form button").first.click()

    def invites(self, name: str) -> str:
        """A new volunteer; the one-time link is returned."""
        self.opens("/volunteers/invite")
        self.confirms_the_password()
        self.page.locator("main input[name=name]").fill(name)
        self.page.locator("main input[name=display_name]").fill(name.title())
        self.page.locator("main form button").first.click()
        self.confirms_the_password()
        expect(self.page.locator("main")).to_contain_text("/welcome/")  # a click may end before its page
        found = re.search(r"/welcome/[\w-]+", self.page.content())
        assert found, self.page.locator("main").inner_text()
        return self.desk + found.group()
