# SPDX-License-Identifier: AGPL-3.0-or-later
"""Claim: `restante press run` typesets letters faster than XeLaTeX, WeasyPrint and ReportLab typeset the same ones.

Each side is a process from JOB.json to files. Ours makes letters, reply sheets, envelopes and a checklist; the peers
make letters with plain footers and reply sheets only, which is less work. All hyphenate but ReportLab. Ours alone uses
every core, so `processor_ms_a_letter` stands beside the rate: on a busy machine it is the fairer figure.
"""

import argparse
import html
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
FONTS = ROOT / "src" / "restante" / "paper" / "fonts"
CLAIM = "letters typeset a second, JOB.json to files, one process"
WORDS = [
    "дождь", "река", "письмо", "окно", "сад", "яблоня", "зима", "дорога", "поезд", "книга", "хлеб", "лампа",
    "голос", "утро", "улица", "снег", "дом", "друг", "тетрадь", "город", "вспоминать", "рассказывать",
    "надеяться", "посадить", "увидеть", "дочитать", "возвращаться", "переписывать", "молчаливый", "маленький",
    "прошлогодний", "удивительный", "внимательно", "по-прежнему", "неторопливо", "вчера", "сегодня",
    "когда-нибудь", "обязательно",
]  # fmt: skip
LETTERS = {"ours": (1000, 600), "reportlab": (1000, 600), "xelatex": (200, 200), "weasyprint": (100, 30)}
RULES = 22


def make_job(path: Path, count: int) -> None:
    """Letters of two pages, no two alike."""
    import random

    sys.path.insert(0, str(ROOT / "src"))
    from restante.numbers import new_number

    chance = random.Random(1)  # noqa: S311 (a benchmark's text)
    used: list[str] = []
    letters = []
    for k in range(count):
        used.append(new_number(used))
        paragraphs = ["Здравствуйте, Иван!"]
        for _ in range(7):
            sentences = [" ".join(chance.choices(WORDS, k=chance.randint(6, 14))).capitalize() + "." for _ in range(6)]
            paragraphs.append(" ".join(sentences))
        person = {
            "name": "Иван Примеров",
            "envelope_name": "Примерову Ивану",
            "address": ["ул. Примерная, 1", "000000"],
        }
        letters.append({
            "id": f"{k:032x}", "number": used[-1], "person": person, "facility": "ru/sizo", "lang": "ru",
            "paragraphs": paragraphs, "sign": "Мария", "pictures": [],
        })  # fmt: skip
    job = {"letters": letters, "return_address": ["а/я 1", "000000 Примерск"]}
    path.write_text(json.dumps(job, ensure_ascii=False), encoding="utf-8")


def reportlab_letters(job: dict[str, Any], out: Path) -> None:
    """The same letters by platypus: footers with n/m need a canvas that waits for each letter's end."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import Frame, Paragraph

    pdfmetrics.registerFont(TTFont("S", FONTS / "PTSerif-Regular.ttf"))
    pdfmetrics.registerFont(TTFont("M", FONTS / "DejaVuSansMono-Bold.ttf"))
    style = ParagraphStyle("p", fontName="S", fontSize=11.5, leading=16.5, alignment=4, firstLineIndent=17)
    canvas = Canvas(str(out / "letters.pdf"), pagesize=A4)
    width, height = A4
    for place, letter in enumerate(job["letters"], 1):
        flow = [Paragraph(html.escape(words), style) for words in (*letter["paragraphs"], letter["sign"])]
        pages = []
        while flow:
            frame = Frame(28 * mm, 28 * mm, width - 56 * mm, height - 52 * mm, 0, 0, 0, 0)
            drawn = []
            rest = list(flow)
            while rest and frame.add(rest[0], canvas):
                drawn.append(rest.pop(0))
            if rest:
                pieces = frame.split(rest[0], canvas)
                if len(pieces) > 1:
                    frame.add(pieces[0], canvas)
                    rest[:1] = pieces[1:]
            flow = rest
            pages.append(len(drawn))
            canvas.setFont("S", 8)
            canvas.drawString(28 * mm, 17 * mm, letter["person"]["name"])
            canvas.drawCentredString(width / 2, 17 * mm, str(len(pages)))
            canvas.drawRightString(width - 28 * mm, 17 * mm, f"{place}/{len(job['letters'])}")
            canvas.showPage()
        canvas.setFont("M", 25)
        canvas.drawString(20 * mm, height - 24 * mm, letter["number"])
        canvas.drawRightString(width - 20 * mm, 18 * mm, letter["number"])
        canvas.rect(20 * mm, 33 * mm, width - 40 * mm, height - 88 * mm)
        for rule in range(RULES):
            canvas.line(24 * mm, (38 + 9 * rule) * mm, width - 24 * mm, (38 + 9 * rule) * mm)
        canvas.showPage()
    canvas.save()


def weasyprint_letters(job: dict[str, Any], out: Path) -> None:
    """The same letters in one HTML document."""
    from weasyprint import HTML

    parts = []
    for letter in job["letters"]:
        words = "".join(f"<p>{html.escape(p)}</p>" for p in (*letter["paragraphs"], letter["sign"]))
        rules = "<hr>" * RULES
        number = letter["number"]
        parts.append(
            f"<section>{words}</section><section class=s><b>{number}</b><div>{rules}</div><b>{number}</b></section>"
        )
    style = f"""@font-face{{font-family:S;src:url(file://{FONTS}/PTSerif-Regular.ttf)}}
    @page{{size:A4;margin:24mm 28mm 28mm;@bottom-center{{content:counter(page)}}}}
    body{{font:11.5pt/1.44 S;text-align:justify;hyphens:auto}} p{{margin:0;text-indent:1.5em}}
    section{{break-before:page}} .s div{{border:1px solid}} hr{{margin:8mm 4mm 0}}"""
    page = f"<html lang=ru><style>{style}</style><body>{''.join(parts)}"
    HTML(string=page).write_pdf(str(out / "letters.pdf"))


def xelatex_letters(job: dict[str, Any], out: Path) -> None:
    """The same letters in one document, one run of XeLaTeX."""
    escaped = str.maketrans({c: "\\" + c for c in "#$%&_{}"})
    parts = []
    for letter in job["letters"]:
        words = "\n\n".join(p.translate(escaped) for p in (*letter["paragraphs"], letter["sign"]))
        rules = "\\vskip 8.6mm\\hrule" * RULES
        parts.append(
            f"{words}\n\\newpage\\noindent\\textbf{{\\LARGE {letter['number']}}}{rules}"
            f"\\vskip 5mm {letter['number']}\\newpage\n"
        )
    head = (
        "\\documentclass[11pt]{article}\\usepackage[a4paper,margin=28mm]{geometry}\\usepackage{polyglossia}"
        "\\setmainlanguage{russian}"
        f"\\setmainfont{{PTSerif-Regular.ttf}}[Path={FONTS}/,BoldFont=PTSerif-Bold.ttf]"
        f"\\newfontfamily\\cyrillicfont{{PTSerif-Regular.ttf}}[Path={FONTS}/,BoldFont=PTSerif-Bold.ttf]"
        "\\begin{document}\n"
    )
    (out / "letters.tex").write_text(head + "".join(parts) + "\\end{document}\n", encoding="utf-8")
    subprocess.run(
        ["xelatex", "-interaction=batchmode", "-halt-on-error", "letters.tex"], cwd=out, check=True, capture_output=True
    )


PEERS = {"xelatex": xelatex_letters, "weasyprint": weasyprint_letters, "reportlab": reportlab_letters}


def is_there(name: str) -> bool:
    """Whether a peer is installed."""
    return shutil.which("xelatex") is not None if name == "xelatex" else find_spec(name) is not None


def rate(command: list[str], count: int, runs: int) -> dict[str, float]:
    """The best of some runs: what else the machine did is not the program's."""
    seconds, processor = [], []
    for _ in range(runs):
        started, spent = time.perf_counter(), spent_by_children()
        subprocess.run(command, check=True, capture_output=True)
        seconds.append(time.perf_counter() - started)
        processor.append(spent_by_children() - spent)
    return {
        "letters": count,
        "seconds": round(min(seconds), 3),
        "per_second": round(count / min(seconds), 1),
        "processor_ms_a_letter": round(min(processor) / count * 1000, 2),
    }


def spent_by_children() -> float:
    """Processor seconds: what tells programs apart when others use the machine."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(*, quick: bool) -> dict[str, Any]:
    """Ours and every peer that is installed."""
    runs = 2 if quick else 3
    peers: dict[str, dict[str, float] | None] = {}
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)

        def one(name: str) -> dict[str, float]:
            count = LETTERS[name][quick]
            job, out = base / f"{name}.json", base / name
            out.mkdir()
            make_job(job, count)
            ours = ["-m", "restante", "press", "run", str(job), "-o", str(out)]
            theirs = [str(Path(__file__)), "--peer", name, str(job), str(out)]
            slow = name in {"xelatex", "weasyprint"} and quick
            return rate([sys.executable, *(ours if name == "ours" else theirs)], count, 1 if slow else runs)

        our = one("ours")
        for name in PEERS:
            peers[name] = one(name) if is_there(name) else None
    ratio = {name: round(our["per_second"] / peer["per_second"], 2) for name, peer in peers.items() if peer}
    return {"claim": CLAIM, "ours": our, "peers": peers, "ratio": ratio}


def main() -> None:
    """Measure, or be a peer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--peer", nargs=3, metavar=("NAME", "JOB", "OUT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peer:
        name, job, out = options.peer
        PEERS[name](json.loads(Path(job).read_text(encoding="utf-8")), Path(out))
        return
    result = measure(quick=options.quick)
    if not options.json:
        print(f"ours {result['ours']}")
        for name, peer in result["peers"].items():
            print(f"{name} {peer or 'not installed'} ratio {result['ratio'].get(name)}")
        return
    print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main()
