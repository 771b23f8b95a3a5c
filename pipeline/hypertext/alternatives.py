"""The words that programs show in place of pictures and fields."""

from __future__ import annotations

import re
from typing import Any

_WORD = re.compile(r"[^\W\d_]{3}")


def name_alternatives(root: Any) -> None:
    """Put the words that a program shows in place of an element where the element stands."""
    beside: dict[Any, bool] = {}
    for element in list(root.iter("img", "input")):
        shown = _shown_instead(element)
        if shown and element.tag == "img" and not _counts(element, shown, beside):
            continue
        if shown:
            element.tag, element.text = "span", f" {shown} "


def _shown_instead(element: Any) -> str:
    if element.tag == "img":
        return str(element.get("alt", "")).strip()
    return (
        ""
        if element.get("type", "").lower() == "hidden"
        else f"{element.get('value', '')} {element.get('placeholder', '')}".strip()
    )


# What programs and people call pictures, and the fields of a card before which a small one stands.
_DESCRIBES = re.compile(
    r"^(?:https?:|cid:|www\.)|\.(?:png|jpe?g|gif|svg|bmp|webp|tiff?)\b"
    r"|\b(?:logos?|images?|img|gambar|foto|photo|pictures?|icons?|ikon|banner|lambang|signature|tanda tangan|ttd|qr|barcode|screenshot|avatar"
    r"|e-?mail|surel|phone|tele[pf]on|telp|hp|mobile|fax|web(?:site)?|alamat|address|location|lokasi|facebook|instagram|twitter|youtube"
    r"|linked-?in|whats-?app|tiktok|telegram|map|peta|description automatically generated|deskripsi dibuat secara otomatis)\b",
    re.IGNORECASE,
)


def _counts(picture: Any, alternative: str, beside: dict[Any, bool]) -> bool:
    """Whether the words may be read in place of the picture: not its file's name, and not a picture's that stands alone."""
    if _DESCRIBES.search(alternative):
        return False
    if not picture.get("src", "").strip():
        return True
    block = next((one for one in picture.iterancestors() if one.tag in ("p", "div", "td", "li", "body", "html")), None)
    if block is not None and block not in beside:
        beside[block] = bool(_WORD.search("".join(block.itertext(with_tail=False))))
    return block is not None and beside[block]
