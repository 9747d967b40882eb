"""The labelled proposals and the privacy messages that `soundings evaluate` measures with: whole, varied, invented."""

import hashlib
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.proposals.model import LONGEST, SHORTEST, names

EVALUATION = Path(__file__).parents[2] / "knowledge" / "evaluation"
PROPOSALS: list[dict[str, Any]] = yaml.safe_load((EVALUATION / "proposals.yaml").read_text(encoding="utf-8"))
MESSAGES: list[dict[str, Any]] = yaml.safe_load((EVALUATION / "privacy.yaml").read_text(encoding="utf-8"))
PLANTED = [row for row in MESSAGES if "hidden" in row]
CLEAN = [row for row in MESSAGES if row.get("clean")]


def test_there_are_enough_proposals_and_no_two_are_the_same() -> None:
    assert len(PROPOSALS) >= 220
    assert len({row["id"] for row in PROPOSALS}) == len({row["text"] for row in PROPOSALS}) == len(PROPOSALS)
    assert all(SHORTEST <= len(row["text"]) <= LONGEST for row in PROPOSALS)


@pytest.mark.parametrize("field", ["setting", "level", "region"])
def test_labels_are_allowed_values_and_each_is_used(field: str) -> None:
    used = Counter(row[field] for row in PROPOSALS)
    assert set(used) == set(names(field))


def test_themes_are_allowed_values_and_each_is_used() -> None:
    used = {theme for row in PROPOSALS for theme in row["themes"]}
    assert used == set(names("theme"))
    assert all(row["themes"] for row in PROPOSALS)


def test_a_third_is_held_out_by_the_hash_of_the_id() -> None:
    for row in [*PROPOSALS, *MESSAGES]:
        held_out = int(hashlib.sha256(row["id"].encode()).hexdigest(), 16) % 3 == 0
        assert row["split"] == ("held_out" if held_out else "tune")


def test_a_hundred_identifiers_are_planted_once_each() -> None:
    assert len(PLANTED) == 100
    assert all(row["text"].count(row["hidden"]) == 1 for row in PLANTED)
    assert len(Counter(row["kind"] for row in PLANTED)) == 7


def test_two_hundred_messages_are_harmless() -> None:
    assert len(CLEAN) == 200
    assert len({row["text"] for row in MESSAGES}) == len(MESSAGES)


def test_planted_nhs_numbers_are_valid_and_from_the_test_range() -> None:
    for row in (row for row in PLANTED if row["kind"] == "nhs number"):
        digits = re.sub(r"\D", "", row["hidden"])
        total = sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9]))
        assert digits.startswith("999")
        assert (11 - total % 11) % 11 == int(digits[9])


def test_planted_phones_and_addresses_belong_to_nobody() -> None:
    for row in PLANTED:
        digits = re.sub(r"^(?:44|0044)", "0", re.sub(r"\D", "", row["hidden"]))
        if row["kind"] == "phone":
            assert re.match(r"07700900|02079460|01\d\d4960|01632960", digits), row
        if row["kind"] == "email":
            assert re.search(r"@(?:\w+\.)*example\.", row["hidden"], re.IGNORECASE), row
