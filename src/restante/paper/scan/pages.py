# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files into page images, one at a time and under limits: sizes are judged from headers before anything is decoded.

A PDF is only ever rasterised: pdfium is built without a script engine, and no form is filled or run.
"""

import io
import warnings
from collections.abc import Iterator
from itertools import islice
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pillow_heif
import pypdfium2
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from restante.paper.scan.errors import (
    FileTooLarge,
    PasswordNeeded,
    ScanBroken,
    ScanRefused,
    TooManyPages,
    TooManyPixels,
)

Picture = npt.NDArray[np.uint8]

MOST_PAGES = 1_000
MOST_PIXELS = 120_000_000  # A4 at 1,000 dpi
MOST_BYTES = 512 * 2**20  # a file is held whole in memory
LONG_EDGE = 2_339  # pixels; A4 at 200 dpi: enough for the number, and for a person to read the page
_BITMAPS = ("TIFF", "JPEG", "PNG", "HEIF")
_PASSWORD = 4  # FPDF_ERR_PASSWORD

pillow_heif.register_heif_opener(thumbnails=False)


def open_pages(data: bytes, name: str) -> Iterator[Picture]:
    """Each page in colour (BGR), its long edge at most LONG_EDGE; EXIF orientation is obeyed, as every viewer does."""
    if len(data) > MOST_BYTES:
        raise FileTooLarge(file=name, most=MOST_BYTES // 2**20)
    if data[:1024].lstrip().startswith(b"%PDF"):
        return _pdf_pages(data, name)
    return _bitmap_pages(data, name)


def _pdf_pages(data: bytes, name: str) -> Iterator[Picture]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            raise PasswordNeeded(file=name) from None
        raise ScanBroken(file=name, page=1) from None
    with document:
        count = len(document)
        if count == 0:
            raise ScanBroken(file=name, page=1)
        if count > MOST_PAGES:
            raise TooManyPages(file=name, pages=count, most=MOST_PAGES)
        for number in range(count):
            yield _render(document, number, name)


def _render(document: Any, number: int, name: str) -> Picture:
    try:
        page = document[number]
        try:
            for found in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
                width, height = found.get_px_size()
                if width * height > MOST_PIXELS:
                    raise TooManyPixels(file=name, page=number + 1, most=MOST_PIXELS // 1_000_000)
            scale = LONG_EDGE / max(*page.get_size(), 1.0)
            bitmap = page.render(scale=scale, may_draw_forms=False, rev_byteorder=False, prefer_bgrx=False)
            picture: Picture = bitmap.to_numpy().copy()
            bitmap.close()
        finally:
            page.close()
    except pypdfium2.PdfiumError:
        raise ScanBroken(file=name, page=number + 1) from None
    return _in_colour(picture)


def _bitmap_pages(data: bytes, name: str) -> Iterator[Picture]:
    page = 1
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=_BITMAPS) as container:
                # a telephone hides a small copy or a depth map behind the photograph in the same JPEG
                count = 1 if container.format == "MPO" else getattr(container, "n_frames", 1)
                if count > MOST_PAGES:
                    raise TooManyPages(file=name, pages=count, most=MOST_PAGES)
                for page, frame in enumerate(islice(ImageSequence.Iterator(container), count), 1):
                    if frame.width * frame.height > MOST_PIXELS:
                        raise TooManyPixels(file=name, page=page, most=MOST_PIXELS // 1_000_000)
                    yield _decode(frame)
    except UnidentifiedImageError:
        raise ScanRefused(file=name) from None
    except Image.DecompressionBombError:
        raise TooManyPixels(file=name, page=page, most=MOST_PIXELS // 1_000_000) from None
    except (OSError, ValueError, SyntaxError, EOFError, RuntimeError):
        raise ScanBroken(file=name, page=page) from None


def _decode(frame: Image.Image) -> Picture:
    if frame.format in {"JPEG", "MPO"}:
        frame.draft("RGB", (LONG_EDGE, LONG_EDGE))
    turned = ImageOps.exif_transpose(frame)
    upright = _on_white(turned)
    across, down = _pixel_shape(frame)
    if across != down and turned.size == frame.size:  # a fax has twice as many pixels across as down
        most = max(across, down)
        upright = upright.resize((round(upright.width * most / across), round(upright.height * most / down)))
    picture: Picture = np.asarray(upright)[:, :, ::-1]
    return limit_size(np.ascontiguousarray(picture))


def _pixel_shape(frame: Image.Image) -> tuple[float, float]:
    """Pixels to the inch across and down where the file says that they differ and the difference is believable."""
    try:
        across, down = (float(one) for one in frame.info.get("dpi", (1, 1)))
    except (TypeError, ValueError, ZeroDivisionError):
        return 1, 1
    believable = across > 0 and down > 0 and (1.2 < across / down < 2.5 or 1.2 < down / across < 2.5)
    return (across, down) if believable and frame.width * frame.height < MOST_PIXELS / 8 else (1, 1)


def _on_white(frame: Image.Image) -> Image.Image:
    """In colour; what is transparent shows white paper, and light given in fractions becomes whole numbers."""
    if frame.mode == "F":
        light = np.nan_to_num(np.asarray(frame))
        light = np.clip(light * (255 if light.max() <= 1 else 1), 0, 255)
        return Image.fromarray(light.astype(np.uint8)).convert("RGB")
    if not frame.has_transparency_data:
        return frame.convert("RGB")
    ink = frame.convert("RGBA")
    paper = Image.new("RGBA", ink.size, "white")
    paper.alpha_composite(ink)
    return paper.convert("RGB")


def limit_size(picture: Picture, edge: int = LONG_EDGE) -> Picture:
    """Shrunk by area averaging where it is larger than we need."""
    factor = edge / max(picture.shape[:2])
    if factor >= 1:
        return picture
    height, width = picture.shape[:2]
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _in_colour(picture: Picture) -> Picture:
    if picture.ndim == 2 or picture.shape[2] == 1:
        return np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR), dtype=np.uint8)
    return np.ascontiguousarray(picture[:, :, :3])
