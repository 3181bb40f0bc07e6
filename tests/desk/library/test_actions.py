# SPDX-License-Identifier: AGPL-3.0-or-later
"""A text becomes public when somebody has read it, changes in public, and leaves with a word in its place."""

from dataclasses import replace

import pytest

from restante.desk.ledger.models import Entry as Line
from restante.desk.library import actions, queries
from restante.desk.library.models import Version
from restante.desk.library.refusals import (
    AuthorWithdrew,
    LanguageNeeded,
    NoSuchText,
    NothingShown,
    NotWaiting,
    ReasonNeeded,
    SomebodyElseReads,
    TitleNeeded,
    WhatChanged,
)
from restante.desk.library.states import State
from restante.texts.arriving import Arrival, arrival_of
from restante.texts.document import Document, Paragraph, Picture, Plain
from restante.texts.readers.muse import read_muse
from restante.texts.records import Author, Text
from tests.personas import Desk

MUSE = "#title Who?\n#author Вера Полевая\n#lang en\n#SORTtopics prison\n\nFirst words.\n"


def arrival(muse: str = MUSE) -> Arrival:
    return arrival_of(read_muse(muse), "who.muse")


def bring(desk: Desk, muse: str = MUSE, sha: str = "a" * 64, **more: str) -> Version:
    return actions.bring_text(arrival(muse), sha, desk.alice, **more).version


def ids() -> list[str]:
    return [card.head.id for card in queries.text_cards()]


def test_a_text_is_public_only_after_somebody_else_has_read_it(desk: Desk) -> None:
    version = bring(desk)
    assert ids() == []
    with pytest.raises(SomebodyElseReads):
        actions.publish_text(version.pk, desk.alice)
    actions.publish_text(version.pk, desk.bob)
    assert ids() == ["who"]
    assert queries.open_text("who").authors == (Author("Вера Полевая", id="vera-polevaya"),)


def test_who_is_alone_says_so_and_the_ledger_keeps_it(desk: Desk) -> None:
    actions.publish_text(bring(desk).pk, desk.alice, alone=True)
    assert Line.objects.filter(verb="text.published").get().fields["alone"] is True


def test_the_same_file_again_is_the_same_text(desk: Desk) -> None:
    first = bring(desk)
    again = actions.bring_text(arrival(), "a" * 64, desk.bob)
    assert (again.version.pk, again.is_new) == (first.pk, False)


def test_another_text_of_one_title_has_an_address_of_its_own(desk: Desk) -> None:
    assert [bring(desk).entry.slug, bring(desk, MUSE + "\nMore.\n", "b" * 64).entry.slug] == ["who", "who-2"]


def test_a_new_version_says_what_changed_and_until_then_the_old_one_stands(desk: Desk) -> None:
    actions.publish_text(bring(desk).pk, desk.bob)
    before = queries.text_cards()[0]
    second = bring(desk, MUSE + "\nA name corrected.\n", "b" * 64, slug="who")
    assert queries.text_cards() == (before,)
    with pytest.raises(WhatChanged):
        actions.publish_text(second.pk, desk.bob)
    actions.publish_text(second.pk, desk.bob, what="A name corrected.")
    text = queries.open_text("who")
    assert [one.what for one in text.revisions] == ["A name corrected."]
    assert queries.text_cards()[0].digest != before.digest
    assert set(Version.objects.values_list("number", "state")) == {(1, State.REPLACED), (2, State.SHOWN)}


def test_a_withdrawn_text_leaves_its_name_day_and_reason(desk: Desk) -> None:
    actions.publish_text(bring(desk).pk, desk.bob)
    with pytest.raises(ReasonNeeded):
        actions.withdraw_text("who", desk.bob, " ")
    actions.withdraw_text("who", desk.bob, "It names a witness.")
    assert ids() == []
    told = queries.withdrawn_texts()
    assert [(one.id, one.title, one.reason) for one in told] == [("who", "Who?", "It names a witness.")]
    with pytest.raises(NoSuchText):
        queries.open_text("who")
    with pytest.raises(NothingShown):
        actions.withdraw_text("who", desk.bob, "Twice.")


def test_an_author_who_withdrew_is_not_taken_again_however_the_name_is_written(desk: Desk) -> None:
    actions.publish_text(bring(desk).pk, desk.bob)
    actions.withdraw_text("who", desk.bob, "The author asked.", author_asked=True)
    for name in ("Вера Полевая", "ПОЛЕВАЯ Вера", "вера  полевая"):
        with pytest.raises(AuthorWithdrew):
            bring(desk, MUSE.replace("Вера Полевая", name), "c" * 64)
    assert queries.text_cards() == ()


def test_an_author_who_withdrew_while_a_text_waited_keeps_it_from_being_published(desk: Desk) -> None:
    waiting = bring(desk, MUSE + "\nAnother.\n", "b" * 64)
    actions.publish_text(bring(desk).pk, desk.bob)
    actions.withdraw_text("who-2", desk.bob, "The author asked.", author_asked=True)
    with pytest.raises(AuthorWithdrew):
        actions.publish_text(waiting.pk, desk.bob)


def test_a_wish_can_be_lifted(desk: Desk) -> None:
    actions.refuse_authors((Author("Вера Полевая"),), desk.alice)
    actions.lift_refusal(queries.refused_authors(desk.alice)[0].pk, desk.alice)
    assert bring(desk).state == State.REVIEW


def test_a_text_of_an_unknown_language_is_not_published(desk: Desk) -> None:
    version = bring(desk, MUSE.replace("#lang en\n", ""))
    with pytest.raises(LanguageNeeded):
        actions.publish_text(version.pk, desk.bob)


def test_facts_change_while_words_stay(desk: Desk) -> None:
    version = bring(desk)
    text = queries.newest_text("who")
    actions.change_head(version.pk, desk.bob, replace(text, title="Who is it?", document=Document(())))
    changed = queries.newest_text("who")
    assert (changed.title, changed.document, changed.id) == ("Who is it?", text.document, "who")
    with pytest.raises(TitleNeeded):
        actions.change_head(version.pk, desk.bob, replace(text, title=" "))


def test_what_is_set_aside_waits_no_more(desk: Desk) -> None:
    version = bring(desk)
    actions.set_aside(version.pk, desk.bob, "A duplicate.")
    with pytest.raises(NotWaiting):
        actions.publish_text(version.pk, desk.bob)
    assert bring(desk).pk != version.pk


def test_pictures_come_back_with_their_text(desk: Desk) -> None:
    document = Document((Paragraph((Plain("w"),)), Picture("a.png", alt="A map")), pictures={"a.png": b"\x89PNG"})
    told = Arrival(Text("", "Map", "en", document), "html")
    version = actions.bring_text(told, "d" * 64, desk.alice).version
    actions.publish_text(version.pk, desk.bob)
    assert queries.open_text("map").document == document


def test_cards_of_many_texts_cost_two_queries(desk: Desk, django_assert_max_num_queries: object) -> None:
    for number in range(12):
        version = bring(desk, MUSE.replace("Who", f"Text {number}"), f"{number:064x}")
        actions.publish_text(version.pk, desk.bob)
    with django_assert_max_num_queries(2):  # type: ignore[operator]  # a fixture
        assert len(queries.text_cards()) == 12
