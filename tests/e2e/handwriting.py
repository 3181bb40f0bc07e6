# SPDX-License-Identifier: AGPL-3.0-or-later
"""A prisoner's pen and a volunteer's scanner: a printed sheet becomes a crooked, noisy, upside-down picture."""

import io

import cv2
import numpy as np
import pypdfium2
from PIL import Image


def sheet_for(sign: str, pdf: bytes, dpi: int = 200) -> Image.Image:
    """The reply sheet to this writer, out of a run that may hold others' letters too, as a printer puts it on paper."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        meant = [page for page in document if sign in page.get_textpage().get_text_bounded()]
        # the letter itself ends with the same name; its sheet comes after it
        return meant[-1].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
    finally:
        document.close()


def write_by_hand(sheet: Image.Image, seed: int) -> Image.Image:
    """Lines of joined-up scribble in pen over the middle of the sheet, each a different hand."""
    rng = np.random.default_rng(seed)
    page = np.array(sheet)
    height, width = page.shape
    for line in range(12):
        top = int(height * (0.34 + line * 0.035))
        left = width * 0.14
        right = width * (0.6 + 0.25 * rng.random())
        xs = np.arange(left, right, 3.0)
        wave = np.cumsum(rng.normal(0, 2.2, xs.size))
        wave -= np.linspace(0, wave[-1], xs.size)
        ys = top + 9 * np.sin(xs / (5 + 3 * rng.random())) + 0.4 * wave
        points = np.stack([xs + 6 * np.cos(xs / 7), ys], axis=1).astype(np.int32)
        cv2.polylines(page, [points], isClosed=False, color=70, thickness=2, lineType=cv2.LINE_AA)
    return Image.fromarray(page)


def scan(sheet: Image.Image, seed: int, *, turn: int = 180, skew: float = 1.3) -> bytes:
    """A JPEG as an office scanner makes it: turned, a little crooked, a little noisy, not quite white."""
    rng = np.random.default_rng(seed)
    crooked = sheet.rotate(turn, expand=True).rotate(
        skew, expand=False, fillcolor=255, resample=Image.Resampling.BICUBIC
    )
    grey = np.asarray(crooked, dtype=np.float32) * 0.93 + 8
    noisy = np.clip(grey + rng.normal(0, 4, grey.shape), 0, 255).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(noisy).save(out, "JPEG", quality=82)
    return out.getvalue()
