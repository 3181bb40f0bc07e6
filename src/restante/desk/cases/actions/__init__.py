# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every write of cases: saving with a revision, deciding, four-field entry, import, versions."""

from restante.desk.cases.actions.deciding import agree, decide, hide, publish, withdraw
from restante.desk.cases.actions.disputing import Explained, cite_source, explain, relate, tell_otherwise
from restante.desk.cases.actions.editing import add, edit, tell_about
from restante.desk.cases.actions.entering import cite, enter, link, uncite
from restante.desk.cases.actions.importing import Outcome, import_case
from restante.desk.cases.actions.saving import correct, save
from restante.desk.cases.actions.versions import keep_versions

__all__ = [
    "Explained", "Outcome", "add", "agree", "cite", "cite_source", "correct", "decide", "edit", "enter", "explain",
    "hide", "import_case", "keep_versions", "link", "publish", "relate", "save", "tell_about", "tell_otherwise",
    "uncite", "withdraw",
]  # fmt: skip
