# SPDX-License-Identifier: AGPL-3.0-or-later
"""The house's own rules, held by reading the files that git tracks."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def tracked(*patterns: str) -> list[Path]:
    """Files under version control, or about to be: what a stranger's clone would hold."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.splitlines() if (ROOT / name).is_file()]


SOURCES = [path for path in tracked("*.py") if "migrations" not in path.parts]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_says_its_licence_and_its_purpose_and_stays_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if not text.strip():
        return
    tree = ast.parse(text)
    assert text.startswith("# SPDX-License-Identifier: AGPL-3.0-or-later"), "no licence line"
    assert ast.get_docstring(tree), "no docstring"
    assert text.count("\n") <= 450, "over 450 lines"
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = [node.name for node in functions if (node.end_lineno or 0) - node.lineno + 1 > 70]
    assert not long, f"over 70 lines: {long}"


def test_no_module_is_named_for_nothing() -> None:
    banned = {"utils", "helpers", "manager", "managers", "base", "common", "misc"}
    found = [path for path in tracked("src/*.py") if path.stem in banned]
    assert not found


def test_nothing_committed_names_a_registry_or_a_machine() -> None:
    # spelled in pieces, so that this file is not its own finding
    hosts = ["pypi" + ".org", "registry" + ".npmjs", "files.pythonhosted" + ".org", "deb.debian" + ".org"]
    banned = re.compile("|".join(re.escape(host) for host in hosts) + r"|(?<![\w.])/(?:work|farm|root)/")
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {match.group()}" for match in banned.finditer(text)]
    assert not found


def test_every_link_inside_the_documents_leads_somewhere() -> None:
    broken = []
    for page in tracked("*.md"):
        targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
        lost = [to for to in targets if not re.match(r"[a-z]+:", to) and not (page.parent / to).exists()]
        broken += [f"{page.relative_to(ROOT)} -> {target}" for target in lost]
    assert not broken


def test_every_dependency_has_its_line_of_reason() -> None:
    reasons = (ROOT / "docs/decisions/0001-dependencies.md").read_text(encoding="utf-8")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = re.search(r"^dependencies = \[(.*?)^\]", project, re.DOTALL | re.MULTILINE)
    assert block
    names = re.findall(r'"([a-z0-9-]+)', block.group(1))
    assert names
    assert not [name for name in names if name not in reasons]
