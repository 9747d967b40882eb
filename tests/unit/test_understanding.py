"""Free text is read into fields; what is not said stays so, and nothing is guessed silently."""

import numpy as np
import pytest
import yaml

from knowledge.evaluation.proposals import LABELLED, measure_proposals
from knowledge.proposals.alikeness import Read, alikeness
from knowledge.proposals.learning import KEPT, RIDGE, _kept, _mark, learn, lessons, teach
from knowledge.proposals.mentions import Mention, total
from knowledge.proposals.model import NOT_SAID, Profile, names
from knowledge.proposals.sentences import implementation, outcome, split
from knowledge.proposals.titles import LONGEST_TITLE, title
from knowledge.proposals.understanding import MEANING_SURE, Reader, decide
from retrieval.readings import Readings


@pytest.mark.parametrize(
    ("said", "setting", "level"),
    [
        ("I think every new care home manager should get a coach", "adult social care", "first-line manager"),
        ("I'm a practice nurse. Open the hospital courses to us", "primary care", "front line"),
        ("Matrons should be on the wards, not in the office", "secondary care", "middle manager"),
        ("I'm a paramedic team leader and need time off the road", "ambulance", "first-line manager"),
        ("Councillors should visit homes unannounced", "local authority", "senior leader or board"),
        ("CAMHS team leads need someone to debrief with", "community and mental health", "first-line manager"),
        ("Foster carers belong in the meetings", "children's social care", "front line"),
        ("The hospital, the surgery and the council should share one plan", "across the system", NOT_SAID),
        ("Everyone in the hospice, whatever their role, needs a mentor", "other", "every level"),
        ("CQC should rate how leaders are grown", "national body", NOT_SAID),
        ("I manage twelve people in medical records", "secondary care", "first-line manager"),
        ("I've got four stations and no say over who I recruit", NOT_SAID, "middle manager"),
        ("360 feedback for all, from apprentice to chief exec", NOT_SAID, "every level"),
        ("Call takers should go for team leader jobs", "ambulance", "front line"),
        ("The acute, community and council should swap staff", "across the system", NOT_SAID),
        ("Sonographers should say how lists are planned", "secondary care", "front line"),
        ("Nobody ever asked us. Pay us to come to the meetings", NOT_SAID, "front line"),
        ("Every manager should work a night a month", NOT_SAID, NOT_SAID),
        ("Publish what became of earlier reviews", NOT_SAID, NOT_SAID),
        ("", NOT_SAID, NOT_SAID),
    ],
)
def test_setting_and_level_are_read_from_the_words(said, setting, level):
    assert (decide("setting", said)[0], decide("level", said)[0]) == (setting, level)


@pytest.mark.parametrize(
    ("said", "setting"),
    [
        ("Paramedic working in a GP surgery. I belong to nobody", "primary care"),
        ("Modern matrons in our mental health trust write audits all week", "community and mental health"),
        ("I own two care homes. The council, the CQC and the hospital all send letters", "adult social care"),
        ("As a manager in home care I deal with nine hospital teams", "adult social care"),
        ("Put somebody from social care on the board of NHS England", "national body"),
        ("A ward nurse and a home carer should shadow each other", "across the system"),
        ("Trust the manager, that is good practice", NOT_SAID),
    ],
)
def test_the_place_of_the_work_says_more_than_the_job_or_the_others_one_deals_with(said, setting):
    assert decide("setting", said)[0] == setting


def test_of_words_that_overlap_the_longest_counts():
    assert decide("setting", "When a home manager and a practice manager meet")[0] == "adult social care"


def test_what_the_whole_means_decides_only_where_the_words_hardly_do():
    mostly = {"ambulance": 0.9, NOT_SAID: 0.0}
    assert decide("setting", "They come at night", mostly) == ("ambulance", MEANING_SURE)
    assert decide("setting", "They come at night", {"ambulance": 0.5, NOT_SAID: 0.3}) == (NOT_SAID, 0.0)
    assert decide("setting", "Our care home needs a coach", mostly)[0] == "adult social care"


def test_a_profile_wins_over_what_only_the_whole_means(embedder):
    reader = Reader(embedder)
    said = "They come out in the van at night and wait for hours at the door with somebody who is very ill"
    assert reader.read(said, Profile(setting="local authority")).draft.setting == "local authority"


def test_what_is_only_compared_with_says_little():
    assert decide("setting", "Let our surgery have what they get, just like the hospital")[0] == "primary care"
    assert decide("level", "Porters never get to be a team leader")[0] == "front line"


@pytest.mark.parametrize(
    ("said", "region"),
    [("I work in Cornwall", "South West"), ("a unit in Leeds", "North East and Yorkshire"), ("here", NOT_SAID)],
)
def test_a_town_or_county_says_the_region(said, region):
    assert decide("region", said)[0] == region


def test_a_profile_fills_what_the_text_does_not_say_and_never_overrides_it(embedder):
    reader = Reader(embedder)
    profile = Profile(setting="ambulance", level="front line")
    read = reader.read("Every ward manager should have a mentor", profile)
    assert (read.draft.setting, read.draft.level) == ("secondary care", "first-line manager")
    read = reader.read("Let us have a mentor from another place", profile)
    assert (read.draft.setting, read.sure["setting"]) == ("ambulance", 0.5)


def test_what_a_person_told_is_worth_more_than_how_they_speak(embedder):
    told = Profile(level="middle manager")
    assert Reader(embedder).read("Let us have a mentor from another place", told).draft.level == "middle manager"


def test_every_field_filled_says_how_sure_it_is_and_no_other_does(embedder):
    draft, sure = Reader(embedder).read("Coach ward managers so that patients are safer", Profile()), None
    draft, sure = draft.draft, draft.sure
    filled = {
        name
        for name, value in draft.model_dump().items()
        if value not in ("", (), NOT_SAID, False) and name not in ("proposal", "title")
    }
    assert filled == sure.keys()
    assert all(0 < certainty <= 1 for certainty in sure.values())
    assert draft.outcome == "So that patients are safer"


@pytest.mark.parametrize("text", ["", "?", "🙂", "план " * 300, "x" * 5_000, "\x00\n\n\n", "<b>ward</b>" * 200])
def test_anything_can_be_read(embedder, text):
    read = Reader(embedder).read(text, Profile())
    assert set(read.draft.themes) <= set(names("theme"))
    assert len(read.draft.title) <= LONGEST_TITLE


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("I think every new care home manager should get a coach", "Every new care home manager should get a coach"),
        ("Hi, I would like to suggest that we share staff.", "We share staff"),
        ("my idea: one induction for all", "One induction for all"),
        ("More coaching", "More coaching"),
        ("", ""),
    ],
)
def test_a_title_leaves_the_opening_out(text, made):
    assert title(text) == made


def test_a_title_is_what_is_asked_for_and_not_what_leads_up_to_it():
    assert (
        title("We are short of time. Ward managers should get a day a week.") == "Ward managers should get a day a week"
    )


def test_a_title_is_not_the_reason():
    text = "Couldn't there be one induction for everyone? Because they train us twice"
    assert title(text) == "Couldn't there be one induction for everyone"


def test_a_long_title_ends_at_a_break():
    made = title(
        "Every ward manager should have two protected days a month to lead, because otherwise nothing gets done at all"
    )
    assert made == "Every ward manager should have two protected days a month to lead"


def test_sentences_end_at_stops_lines_and_bullets():
    assert split("One, e.g. this. Two!\n- three\n- four") == ["One, e.g. this.", "Two!", "three", "four"]


def test_outcome_and_implementation_are_the_persons_own_sentences():
    text = "Merge the two inductions. It would save a week for everyone. The problem is that nobody owns them."
    assert outcome(text) == "It would save a week for everyone."
    assert implementation(text) == "The problem is that nobody owns them."
    assert (outcome("Merge them."), implementation("Merge them.")) == ("", "")


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Reduce the paperwork for registered managers", "Less paperwork for registered managers", "the same"),
        (
            "Every new care home manager should get a coach for the first year",
            "New managers of care homes should have a coach in their first year",
            "the same",
        ),
        ("More coaching for team leaders", "Team leaders need coaching and mentoring", "similar"),
        ("Give managers 2 days a month", "Give managers 5 days a month", "similar"),
        ("Staff should vote for their manager", "Staff should not vote for their manager", "the opposite"),
        ("More coaching for team leaders", "Free parking on night shifts", None),
    ],
)
def test_alike_texts_are_told_from_opposites(embedder, one, other, alike):
    words = Readings.of(embedder).all([one, other])
    vectors = embedder.embed([one, other])
    assert alikeness(Read(words[0]), Read(words[1]), float(vectors[0] @ vectors[1])) == alike


@pytest.mark.slow
def test_what_is_kept_of_the_examples_is_what_they_teach_today(embedder):
    anew, kept = teach(embedder), learn(embedder)
    assert KEPT.is_file()
    assert all(np.allclose(anew[field].weights, kept[field].weights, atol=1e-3) for field in anew)


def test_with_other_examples_what_was_kept_is_not_used(embedder, monkeypatch):
    assert _kept(_mark(embedder.name)) is not None
    assert _kept(_mark("another model")) is None
    monkeypatch.setitem(RIDGE, "theme", 9.0)
    assert _kept(_mark(embedder.name)) is None


def test_no_example_is_used_to_measure():
    rows = yaml.safe_load(LABELLED.read_text(encoding="utf-8"))
    assert not {row["text"] for row in rows} & {text for lesson in lessons().values() for text in lesson.texts}


@pytest.mark.slow
def test_the_labelled_proposals_we_tune_on_reach_the_bars(embedder):
    report = measure_proposals(embedder, ("tune",))
    assert report.met, report.text()


def test_of_two_values_said_as_strongly_the_first_said_comes_first():
    said = [Mention(0, 4, "secondary care", "ward", 1.0, True), Mention(9, 13, "ambulance", "crew", 1.0, True)]
    assert list(total(said)) == ["secondary care", "ambulance"]
