# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures for paper: decoded under a limit, turned upright, made grey, since colour printers add tracking dots."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from restante.errors import BadInput

MOST_PIXELS = 60_000_000
LONGEST_EDGE = 2_000  # pixels; 300 dpi over the width of the text


class PictureRefused(BadInput):
    """Bytes that are no picture we print."""

    code = "picture-refused"
    text = "Picture {position} cannot be printed: {problem}."


def prepare_picture(data: bytes, position: int = 1) -> bytes:
    """The same picture as a grey JPEG without metadata; the header is judged before any pixel is decoded."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise PictureRefused(position=position, problem=f"it is {picture.width} × {picture.height} pixels")
                picture.draft("L", (LONGEST_EDGE, LONGEST_EDGE))
                upright = ImageOps.exif_transpose(picture)
                if upright.mode in {"RGBA", "LA", "P", "PA"}:
                    upright = upright.convert("RGBA")
                    white = Image.new("RGBA", upright.size, "white")
                    upright = Image.alpha_composite(white, upright)
                grey = upright.convert("L")
                grey.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PictureRefused(position=position, problem="it is not a whole JPEG, PNG or WebP picture") from error
    out = io.BytesIO()
    grey.save(out, "JPEG", quality=85, optimize=False)
    return out.getvalue()
