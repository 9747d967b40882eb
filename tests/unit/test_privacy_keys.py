"""Receipts, pseudonyms and sealed addresses."""

import pytest

from knowledge.privacy import RECEIPT_LETTERS, Keys, new_receipt, tidy_receipt, without_receipts


def test_receipts_do_not_repeat_and_use_only_clear_letters():
    made = {new_receipt() for _ in range(500)}
    assert len(made) == 500
    assert set("".join(made)) <= {*RECEIPT_LETTERS, "-"}


@pytest.mark.parametrize("typed", ["rhb7-4kqx-9tdm-3vwc", "RHB74KQX9TDM3VWC", " rhb7 4kqx 9tdm 3vwc "])
def test_a_receipt_may_be_typed_in_any_way(typed: str):
    assert tidy_receipt(typed) == "RHB7-4KQX-9TDM-3VWC"


@pytest.mark.parametrize(
    "typed",
    [
        "rhb7-4kqx-9tdm-3vwc",
        "RHB74KQX9TDM3VWC",
        "RHB7–4KQX–9TDM–3VWC",
        "RHB7 - 4KQX - 9TDM - 3VWC",
        "rhb7 4kqx\n9tdm 3vwc",
    ],
)
def test_a_receipt_is_left_out_however_it_was_typed(typed: str):
    assert without_receipts(f"withdraw {typed}, P-1042 please") == "withdraw [receipt], P-1042 please"


@pytest.mark.parametrize("typed", ["", "P-1042", "RHB7-4KQX-9TDM", "AEIO-AEIO-AEIO-AEIO", "RHB7-4KQX-9TDM-3VWC-3VWC"])
def test_what_cannot_be_a_receipt_is_none(typed: str):
    assert tidy_receipt(typed) == ""


def test_a_pseudonym_is_stable_hides_the_person_and_depends_on_the_secret(keys: Keys):
    assert keys.pseudonym("slack:T1/U2") == keys.pseudonym("slack:T1/U2")
    assert keys.pseudonym("slack:T1/U2") != keys.pseudonym("slack:T1/U3")
    assert keys.pseudonym("slack:T1/U2") != Keys("another").pseudonym("slack:T1/U2")
    assert "U2" not in keys.pseudonym("slack:T1/U2")


def test_keys_of_different_uses_differ(keys: Keys):
    assert len({keys.receipt_hash("x"), keys.token_hash("x"), keys.signing("x")}) == 3


def test_a_sealed_address_opens_only_with_the_same_secret(keys: Keys):
    sealed = keys.seal("slack:T1/D9")
    assert "D9" not in sealed
    assert keys.unseal(sealed) == "slack:T1/D9"
    assert Keys("another").unseal(sealed) is None


def test_the_receipt_of_an_event_is_the_same_each_time_and_nobody_else_can_make_it(keys: Keys):
    assert keys.receipt_for("Ev1") == keys.receipt_for("Ev1") == tidy_receipt(keys.receipt_for("Ev1"))
    assert keys.receipt_for("Ev1") != keys.receipt_for("Ev2")
    assert keys.receipt_for("Ev1") != Keys("another").receipt_for("Ev1")
