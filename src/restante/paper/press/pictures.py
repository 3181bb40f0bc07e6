# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures for paper: decoded under a limit, turned upright, made grey, since colour printers add tracking dots."""

import base64
import io
import warnings

from restante.errors import BadInput

MOST_PIXELS = 60_000_000
_TOO_LARGE = "it has more than 60 million pixels"
LONGEST_EDGE = 2_000  # pixels; 300 dpi over the width of the text


class PictureRefused(BadInput):
    """Bytes that are no picture we print."""

    code = "picture-refused"
    text = "Picture {position} cannot be printed: {problem}."


def prepare_picture(data: bytes, position: int = 1) -> bytes:
    """The same picture, grey and without metadata; the header is judged before any pixel is decoded.

    A JPEG inside an SVG: files that are given to Typst in memory must be text.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError  # here: most runs have no pictures

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise PictureRefused(position=position, problem=_TOO_LARGE)
                picture.draft("L", (LONGEST_EDGE, LONGEST_EDGE))
                upright = ImageOps.exif_transpose(picture)
                if upright.mode in {"RGBA", "LA", "P", "PA"}:
                    upright = upright.convert("RGBA")
                    white = Image.new("RGBA", upright.size, "white")
                    upright = Image.alpha_composite(white, upright)
                grey = upright.convert("L")
                grey.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    except Image.DecompressionBombError:
        raise PictureRefused(position=position, problem=_TOO_LARGE) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise PictureRefused(position=position, problem="it is not a whole JPEG, PNG or WebP picture") from error
    out = io.BytesIO()
    grey.save(out, "JPEG", quality=85, optimize=False)
    inside = base64.b64encode(out.getvalue()).decode("ascii")
    size = f'width="{grey.width}" height="{grey.height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image {size} href="data:image/jpeg;base64,{inside}"/></svg>'
    ).encode("ascii")
