"""Receipts and references as people type them. Pure functions."""

import re

from knowledge.privacy import RECEIPT_LETTERS, tidy_receipt
from knowledge.proposals.references import number, reference

_DASH = r"\s\-\u2010-\u2015"
REFERENCE = re.compile(rf"\bP[{_DASH}]?\d{{4,9}}\b", re.IGNORECASE)
_FOUR = f"[{RECEIPT_LETTERS}]{{4}}"
RECEIPT = re.compile(rf"(?<!\w){_FOUR}(?:[{_DASH}]*{_FOUR}){{3}}(?!\w)", re.IGNORECASE)


def receipt_in(text: str) -> str:
    """The receipt in a text, in its true form; "" when there is none."""
    return next((found for match in RECEIPT.finditer(text) if (found := tidy_receipt(match[0]))), "")


def reference_in(text: str) -> str:
    """The public reference in a text, such as `P-1042`; "" when there is none."""
    match = REFERENCE.search(text)
    found = number(match[0]) if match else None
    return reference(found) if found else ""


def code_in(text: str) -> str:
    """A receipt, else a reference, else ""."""
    return receipt_in(text) or reference_in(text)


def without_codes(text: str) -> str:
    """The text around them."""
    return REFERENCE.sub("", RECEIPT.sub("", text))


def looks_coded(text: str) -> bool:
    """Whether it may be a receipt mistyped: groups of letters and figures that are no ordinary words."""
    text = text.strip(" .?!:")
    groups = re.split(rf"[{_DASH}]+", text)
    if text == "receipt":
        return True
    dashed = "-" in text and all(re.fullmatch(r"[0-9a-z]{2,6}", group) for group in groups)
    return dashed or (any(character.isdigit() for character in text) and len(groups) <= 5)
