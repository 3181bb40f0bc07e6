# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which elements of HTML act, which are blocks, which set words apart, and which close each other (HTML 13.1.2.4)."""

from collections.abc import Mapping
from typing import Final

ACTING: Final = {
    "script", "iframe", "object", "embed", "applet", "canvas", "video", "audio", "input", "select", "button",
    "textarea", "datalist", "template", "frame", "frameset", "portal", "noembed", "noframes", "xmp",
}  # fmt: skip
SILENT: Final = {"style", "title", "head", "svg"}  # svg is counted as a picture
BLOCKS: Final = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "table", "thead",
    "tbody", "tfoot", "tr", "td", "th", "caption", "pre", "figure", "figcaption",
}  # fmt: skip
DIVISIONS: Final = {
    "div", "section", "article", "main", "header", "footer", "aside", "nav", "address", "details", "summary",
    "fieldset", "form", "center", "hgroup", "legend", "body", "search", "dialog",
}  # fmt: skip
INLINES: Final[Mapping[str, str]] = {
    "em": "em", "i": "em", "cite": "em", "dfn": "em", "var": "em", "u": "em", "ins": "", "strong": "strong",
    "b": "strong", "s": "del", "strike": "del", "del": "del", "sup": "sup", "sub": "sub", "code": "code", "tt": "code",
    "kbd": "code", "samp": "code", "q": "q", "big": "", "small": "", "span": "", "font": "", "bdo": "", "bdi": "",
    "abbr": "", "mark": "", "time": "",
}  # fmt: skip
CLOSED_BY: Final[Mapping[str, set[str]]] = {
    "li": {"li"}, "dt": {"dt", "dd"}, "dd": {"dt", "dd"}, "tr": {"tr", "td", "th"}, "td": {"td", "th"},
    "th": {"td", "th"}, "tbody": {"thead", "tbody", "tfoot", "tr", "td", "th", "caption"},
    "tfoot": {"thead", "tbody", "tfoot", "tr", "td", "th"}, "thead": {"caption", "tr", "td", "th"},
    "rt": {"rt", "rp"}, "rp": {"rt", "rp"},
}  # fmt: skip
FENCES: Final[Mapping[str, set[str]]] = {
    "li": {"ul", "ol"}, "dt": {"dl"}, "dd": {"dl"}, "rt": {"ruby"}, "rp": {"ruby"},
}  # fmt: skip
STRUCTURES: Final = {"table", "thead", "tbody", "tfoot", "tr", "ul", "ol", "dl"}
