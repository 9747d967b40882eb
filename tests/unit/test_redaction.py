"""What identifies people is hidden; what only looks like it is left alone."""

import pytest

from knowledge.evaluation.privacy import measure_privacy
from knowledge.redaction import redact


@pytest.mark.parametrize(
    ("said", "kept", "kind"),
    [
        ("ring me on 07700 900123 please", "ring me on [phone number] please", "a phone number"),
        ("NHS no 999 136 0662, waited", "NHS no [NHS number], waited", "an NHS number"),
        ("nhs number 123 456 7890 mistyped", "nhs number [NHS number] mistyped", "an NHS number"),
        ("ni no: ma445566d.", "ni no: [NI number].", "a National Insurance number"),
        ("write to p.oduya42@example.co.uk", "write to [e-mail]", "an e-mail address"),
        ("I live at ls1 4ap", "I live at [postcode]", "a postcode"),
        ("my dob: 4/5/66", "my dob: [date of birth]", "a date of birth"),
        ("Sister McAllenby does the rotas", "Sister [name] does the rotas", "a name"),
        ("our matron, Jane Felsham, is out", "our matron, [name], is out", "a name"),
        ("the patient's name is Ahmed Khan", "the patient's name is [name]", "a name"),
        ("Alan Turner never answers e-mails", "[name] never answers e-mails", "a name"),
        ("mrs thornbury fell", "mrs [name] fell", "a name"),
    ],
)
def test_an_identifier_is_masked_and_its_kind_told(said, kept, kind):
    found = redact(said)
    assert (found.text, found.found) == (kept, (kind,))


@pytest.mark.parametrize(
    "said",
    [
        "Write to leadershipreview@dhsc.gov.uk",
        "Sir Gordon Messenger and Dame Linda Pollard should visit",
        "Ward Sisters need admin support on Rose Ward",
        "We meet in Milton Keynes with Health Education England",
        "The rota for 24/12/2021 came out late",
        "Order number 4500012345 took nine signatures",
        "I did the Mary Seacole programme",
        "John Lewis and Sue Ryder treat people better than James Paget hospital",
        "withdraw RHB7-4KQX-9TDM-3VWC or P-1042",
        "",
    ],
)
def test_harmless_words_stay_as_they_are(said):
    found = redact(said)
    assert (found.text, found.touched) == (said, False)


def test_several_kinds_are_told_once_each_in_their_order():
    found = redact("I'm Sam Okoro, 07700 900123 or 07700 900456, sam@example.org")
    assert found.text == "I'm [name], [phone number] or [phone number], [e-mail]"
    assert found.found == ("a name", "a phone number", "an e-mail address")


def test_a_name_before_a_number_is_hidden_whole():
    found = redact("Patient Mr Alan Turner NHS 999 136 0662 agreed")
    assert "Turner" not in found.text
    assert "Alan" not in found.text


def test_hiding_again_changes_nothing():
    once = redact("Mr Harbottle, born 3 May 1948, 07700 900123").text
    assert redact(once).text == once


def test_nothing_asks_the_network(monkeypatch):
    def refuse(*_):
        raise AssertionError("asked the network")

    monkeypatch.setattr("socket.socket.connect", refuse)
    assert redact("a@example.museum").touched


def test_the_labelled_messages_we_tune_on_reach_the_bars():
    report = measure_privacy(("tune",))
    assert report.met, report.text()
