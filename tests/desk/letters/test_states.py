# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of moves, written once more by hand as sentences: a change of the one must be meant in the other."""

import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, rule

from restante.desk.letters.states import MOVES, MoveRefused, State, check_move

FORBIDDEN = {
    "a letter that nobody checked is not printed": (State.ARRIVED, State.IN_RUN),
    "a letter on hold is not approved unseen": (State.HELD, State.APPROVED),
    "an untranslated letter is not approved": (State.WITH_TRANSLATOR, State.APPROVED),
    "once a run has it, an approval is not undone": (State.IN_RUN, State.ARRIVED),
    "what is printed is not declined": (State.PRINTED, State.DECLINED),
    "what is posted is not unposted": (State.POSTED, State.APPROVED),
    "a declined letter stays declined": (State.DECLINED, State.ARRIVED),
    "a returned letter comes again only as a new one": (State.RETURNED, State.ARRIVED),
    "an approved letter is posted only after printing": (State.APPROVED, State.POSTED),
    "a letter does not arrive twice": (State.ARRIVED, State.ARRIVED),
}
ALLOWED = {
    "an approval is undone until the run starts": (State.APPROVED, State.ARRIVED),
    "a run given up gives its letters back": (State.IN_RUN, State.APPROVED),
    "what came back is sent again": (State.CAME_BACK, State.APPROVED),
    "a reply may come to what was thought lost": (State.LOST, State.REPLIED),
    "a second reply is welcome": (State.REPLIED, State.REPLIED),
    "an operator sends without paper": (State.APPROVED, State.SENT),
}


@pytest.mark.parametrize("sentence", FORBIDDEN)
def test_forbidden(sentence: str) -> None:
    with pytest.raises(MoveRefused):
        check_move(*FORBIDDEN[sentence])


def test_what_a_mistaken_reply_undoes_is_no_step_forward() -> None:
    check_move(State.REPLIED, State.POSTED, undo=True)
    for after in (State.POSTED, State.LOST, State.CAME_BACK):
        with pytest.raises(MoveRefused):
            check_move(State.REPLIED, after)
    with pytest.raises(MoveRefused):
        check_move(State.POSTED, State.PRINTED, undo=True)


@pytest.mark.parametrize("sentence", ALLOWED)
def test_allowed(sentence: str) -> None:
    check_move(*ALLOWED[sentence])


def test_every_state_stands_in_the_table_and_can_be_reached() -> None:
    assert set(MOVES) == set(State)
    reached, edge = {State.ARRIVED}, [State.ARRIVED]
    while edge:
        for after in MOVES[edge.pop()] - reached:
            reached.add(after)
            edge.append(after)
    assert reached == set(State)


class Journey(RuleBasedStateMachine):
    """Whatever order people press buttons in, a letter in the post was approved and printed, or sent by an operator."""

    def __init__(self) -> None:
        super().__init__()
        self.state, self.seen = State.ARRIVED, [State.ARRIVED]


def _add_rule(after: State) -> None:
    def go(self: Journey) -> None:
        try:
            check_move(self.state, after)
        except MoveRefused:
            return
        self.state = after
        self.seen.append(after)
        if after is State.POSTED:
            assert State.PRINTED in self.seen
        if after in {State.POSTED, State.SENT}:
            assert State.APPROVED in self.seen

    setattr(Journey, f"to_{after.name.lower()}", rule()(go))


for each in State:
    _add_rule(each)
TestJourney = Journey.TestCase
TestJourney.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)
