"""Receipts and references as people type them. Pure functions."""

import re
from collections.abc import Callable
from itertools import zip_longest

from knowledge.privacy import DASH, RECEIPT, tidy_receipt
from knowledge.proposals.references import number, reference

REFERENCE = re.compile(rf"\bP[{DASH}]?\d{{4,9}}\b", re.IGNORECASE)


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


def around_receipts(text: str, change: Callable[[str], str]) -> str:
    """The text with the words before, between and after its receipts changed."""
    words = [change(part) for part in RECEIPT.split(text)]
    return "".join(part for pair in zip_longest(words, RECEIPT.findall(text), fillvalue="") for part in pair)


def looks_coded(text: str) -> bool:
    """Whether it may be a receipt mistyped: groups of letters and figures that are no ordinary words."""
    text = text.strip(" .?!:")
    groups = re.split(rf"[{DASH}]+", text)
    if text == "receipt":
        return True
    dashed = "-" in text and all(re.fullmatch(r"[0-9a-z]{2,6}", group) for group in groups)
    return dashed or (any(character.isdigit() for character in text) and len(groups) <= 5)
