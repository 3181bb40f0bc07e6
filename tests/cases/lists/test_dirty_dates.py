# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dates as volunteers type them: read with their precision, or refused with a reason."""

import pytest

from restante.cases.lists.dirty_dates import Doubt, read_dirty

READ = {
    "01.02.2019": "2019-02-01",
    "1.2.2019 г.": "2019-02-01",
    "2019-02-01": "2019-02-01",
    "2019-02-01T00:00:00": "2019-02-01",
    "2019/2/1": "2019-02-01",
    "20190201": "2019-02-01",
    "13/2/2019": "2019-02-13",
    "2/13/2019": "2019-02-13",
    "2/2/2019": "2019-02-02",
    "2019": "2019",
    "2019 год": "2019",
    "02.2019": "2019-02",
    "2019-00-00": "2019",
    "2019-02-00": "2019-02",
    "Feb 2019": "2019-02",
    "1 February 2019": "2019-02-01",
    "1 февраля 2019 года": "2019-02-01",
    "February 1st, 2019": "2019-02-01",
    "февраль 2019": "2019-02",
    "c. 1990": "1990~",
    "ок. 1990": "1990~",
    "~1990?": "1990%",
    "1990?": "1990?",
    "1990-1991": "1990/1991",
    "1980s": "1980/1989",
    "весна 2021": "2021-03/2021-05",
    "in spring 2019": "2019-03/2019-05",
    "c 2019 г.": "2019",
    "с 2019 г.": "2019",
    "начало марта 2021": "2021-03",
    "01.02.2019-03.02.2019": "2019-02-01/2019-02-03",
    "1–3 февраля 2019": "2019-02-01/2019-02-03",
    "2019-2020 гг.": "2019/2020",
    "28.10.1993 г.р.": "1993-10-28",
    "7 сакавіка 2021": "2021-03-07",
    "1\u00a0февраля\u00a02019": "2019-02-01",
    "\ufeff'01.02.2019": "2019-02-01",
}
REFUSED = {
    "?": "date-unknown",
    "н/д": "date-unknown",
    "0000-00-00": "date-unknown",
    "1/2/2019": "date-ambiguous",
    "31.02.2019": "date-impossible",
    "2019-13-01": "date-impossible",
    "01.02.19": "date-century",
    "43497": "date-serial",
    "at dawn": "date-unread",
    "зима 2021": "date-winter",
    "до 2020": "date-unread",
    "01.02.2019, 02.03.2020": "date-unread",
    "31.02.2024": "date-impossible",
    "1 брюмера 2019": "date-unread",
    "01.00.2019.5": "date-unread",
}


@pytest.mark.parametrize(("written", "read"), READ.items())
def test_a_date_is_read_with_the_precision_it_has(written: str, read: str) -> None:
    assert str(read_dirty(written)) == read


@pytest.mark.parametrize(("written", "code"), REFUSED.items())
def test_what_is_not_one_date_says_why(written: str, code: str) -> None:
    with pytest.raises(Doubt) as refused:
        read_dirty(written)
    assert refused.value.code == code


def test_the_map_settles_which_is_the_month_and_what_a_bare_number_is() -> None:
    assert str(read_dirty("1/2/2019", "dmy")) == "2019-02-01"
    assert str(read_dirty("1/2/2019", "mdy")) == "2019-01-02"
    assert str(read_dirty("43497", serials=True)) == "2019-02-01"
    assert read_dirty("  ") is None
