"""Reviewers group, consider, answer and decline; contributors who wished to hear are told once, by day."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from knowledge.audit import AuditRow
from knowledge.effects import ReviseProposal, SubmitProposal, SupportProposal, TellContributor, WithdrawProposal
from knowledge.privacy import new_receipt
from knowledge.proposals.model import Draft, Filters
from knowledge.proposals.notices import Hours, Notices
from knowledge.proposals.retention import Retention, forget_old
from knowledge.proposals.reviewing import ChangedMeanwhile, Reviews, edition
from knowledge.proposals.store import Entry, ProposalStore
from knowledge.proposals.tables import AddressRow, ProposalRow, SupportRow
from retrieval.errors import NotFound, Refused

COACH = "Every new care home manager should get a coach for the first year"
BUDDY = "Give newly appointed registered managers a mentor from another home"
NIGHTS = "Run the leadership courses at night and at weekends for shift workers"
WEDNESDAY_AT_NINE = datetime(2021, 12, 1, 9, tzinfo=UTC)


class Clock:
    def __init__(self):
        self.now = WEDNESDAY_AT_NINE

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(database, embedder, keys, clock):
    return ProposalStore(database, embedder, keys, None, clock)


@pytest.fixture
def apply(database, store):
    def applied(effect):
        change = store.appliers()[type(effect)](effect)
        with database.write() as session:
            change(session)

    return applied


@pytest.fixture
def submit(store, apply):
    def submitted(words, person="slack:T1/U1", reply_to="slack:T1/U1", **fields):
        reference = store.reserve()
        apply(
            SubmitProposal(
                reference=reference, receipt=new_receipt(), person=person, source="slack", reply_to=reply_to,
                draft=Draft(proposal=words, title=words[:30], **{"contact": bool(reply_to), **fields}),
            )
        )  # fmt: skip
        return reference

    return submitted


@pytest.fixture
def reviews(database, clock):
    return Reviews(database, clock)


@pytest.fixture
def notices(database, keys, clock):
    return Notices(database, keys, clock)


def status(store, reference):
    return store.get(reference).status


def test_a_group_holds_its_proposals_and_changes_none_of_their_words(store, submit, reviews):
    one, other = submit(COACH), submit(BUDDY)
    group = reviews.group("Support for new managers of homes", [one, other, one], by="reviewer")
    assert [proposal.reference for proposal in group.proposals] == [one, other]
    assert store.get(one).draft.proposal == COACH
    assert (store.get(one).group, status(store, one)) == (group.id, "grouped")
    assert reviews.groups() == [group]


def test_taking_one_out_and_dissolving_bring_back_what_was(store, submit, reviews):
    one, other, third = submit(COACH), submit(BUDDY), submit(NIGHTS)
    reviews.consider(other, by="reviewer")
    group = reviews.group("Support", [one, other], by="reviewer")
    reviews.join(group.id, third, by="reviewer")
    reviews.leave(one, by="reviewer")
    assert (store.get(one).group, status(store, one)) == (None, "received")
    reviews.dissolve(group.id, by="reviewer")
    assert [status(store, each) for each in (one, other, third)] == ["received", "under consideration", "received"]
    assert reviews.groups() == []


def test_a_proposal_is_in_one_group_at_most(submit, reviews):
    one = submit(COACH)
    first = reviews.group("First", [one], by="reviewer")
    with pytest.raises(Refused, match="in another group"):
        reviews.group("Second", [one], by="reviewer")
    assert reviews.groups() == [first]


def test_several_join_a_group_or_none_of_them_does(store, submit, reviews):
    one, other, third = submit(COACH), submit(BUDDY), submit(NIGHTS)
    first, second = (reviews.group("First", [one], by="reviewer"), reviews.group("Second", [other], by="reviewer"))
    with pytest.raises(Refused, match="in another group"):
        reviews.join(first.id, third, other, by="reviewer")
    assert store.get(third).group is None
    reviews.leave(other, by="reviewer")
    joined = reviews.join(first.id, third, other, by="reviewer")
    assert [proposal.reference for proposal in joined.proposals] == [one, other, third]
    assert reviews.groups()[0] == second.model_copy(update={"proposals": ()})


def test_what_does_not_exist_is_said_so(reviews, submit):
    one = submit(COACH)
    for attempt in (
        lambda: reviews.group("x", ["P-9999"], by="r"),
        lambda: reviews.join(99, one, by="r"),
        lambda: reviews.dissolve(99, by="r"),
        lambda: reviews.answer("P-9999", "words", by="r"),
    ):
        with pytest.raises(NotFound):
            attempt()
    for attempt in (
        lambda: reviews.group(" ", [one], by="r"),
        lambda: reviews.leave(one, by="r"),
        lambda: reviews.decline(one, " ", by="r"),
        lambda: reviews.answer(one, "x" * 5000, by="r"),
    ):
        with pytest.raises(Refused):
            attempt()


def test_who_did_what_is_audited_without_words(database, submit, reviews):
    one = submit(COACH)
    group = reviews.group("Support", [one], by="token 3")
    reviews.dissolve(group.id, by="token 4")
    with database.read() as session:
        lines = [(row.actor, row.action, row.subject) for row in session.scalars(select(AuditRow))]
    assert lines == [
        ("token 3", f"put into group {group.id}", one),
        ("token 3", "grouped", one),
        ("token 4", f"taken out of group {group.id}", one),
        ("token 4", "received", one),
        ("token 4", "dissolved a group", f"group {group.id}"),
    ]


def test_an_answer_to_a_group_reaches_each_contributor_who_wished_to_hear_once(store, submit, reviews, notices):
    one, other = submit(COACH), submit(BUDDY, reply_to="")
    group = reviews.group("Support", [one, other], by="reviewer")
    assert reviews.answer_group(group.id, "Every region will offer coaching.", by="reviewer") == 2
    assert [store.get(each).answer for each in (one, other)] == ["Every region will offer coaching."] * 2
    (notice,) = notices.take(["slack"])
    assert (notice.reference, notice.address) == (one, "slack:T1/U1")
    assert "Every region will offer coaching." in notice.text
    assert notices.take(["slack"]) == []
    notices.told(notice.id)
    reviews.answer(one, "Every region will offer coaching.", by="reviewer")
    assert notices.take(["slack"]) == []
    reviews.answer(one, "It starts in May.", by="reviewer")
    assert [notice.reference for notice in notices.take(["slack"])] == [one]


def test_the_number_of_a_group_that_is_gone_is_not_given_again(submit, reviews):
    one = submit(COACH)
    gone = reviews.group("First", [one], by="reviewer")
    reviews.dissolve(gone.id, by="reviewer")
    reviews.group("Second", [one], by="reviewer")
    with pytest.raises(NotFound):
        reviews.answer_group(gone.id, "Yes.", by="reviewer")


def test_news_never_has_the_number_of_news_that_is_gone(submit, reviews, notices, apply):
    told = []
    for person in ("slack:T1/U1", "slack:T1/U2"):
        one = submit(COACH, person=person, reply_to=person)
        reviews.decline(one, "It is being done already.", by="reviewer")
        (notice,) = notices.take(["slack"])
        notices.told(notice.id)
        told.append(notice.id)
        apply(WithdrawProposal(reference=one))
    assert told[0] != told[1]


def test_what_was_corrected_before_it_was_told_is_told_as_it_stands_once(submit, reviews, notices):
    one = submit(COACH)
    reviews.answer(one, "It starts in Mya.", by="reviewer")
    reviews.answer(one, "It starts in May.", by="reviewer")
    (notice,) = notices.take(["slack"])
    assert "It starts in May." in notice.text


def test_what_is_considered_again_before_it_was_told_is_not_told(submit, reviews, notices):
    one = submit(COACH, person="web:me", reply_to="", contact=True)
    other = submit(NIGHTS)
    for reference in (one, other):
        reviews.decline(reference, "It is being done already.", by="reviewer")
        reviews.consider(reference, by="reviewer")
    assert (notices.take(["slack"]), notices.for_visitor("web:me")) == ([], [])
    reviews.decline(other, "It is being done already.", by="reviewer")
    assert len(notices.take(["slack"])) == 1


def test_who_was_told_one_thing_then_another_is_told_the_first_again(submit, reviews, notices):
    one, heard = submit(COACH), []
    for words in ("Yes.", "No.", "Yes.", "Yes.", "No."):
        reviews.answer(one, words, by="reviewer")
        for notice in notices.take(["slack"]):
            heard.append(notice.text.split()[-1])
            notices.told(notice.id)
    assert heard == ["Yes.", "No.", "Yes.", "No."]


def test_what_was_taken_back_before_it_was_told_leaves_nothing_to_tell(submit, reviews, notices):
    one = submit(COACH)
    reviews.answer(one, "Yes.", by="reviewer")
    notices.told(notices.take(["slack"])[0].id)
    reviews.answer(one, "No.", by="reviewer")
    reviews.answer(one, "Yes.", by="reviewer")
    assert notices.take(["slack"]) == []


@pytest.mark.parametrize("considered", [False, True])
@pytest.mark.parametrize("sent", [Notices.told, Notices.failed])
@pytest.mark.parametrize("restored", ["Yes.", "No."])
def test_what_was_taken_back_on_its_way_is_followed_by_what_holds(
    submit, reviews, notices, clock, considered, sent, restored
):
    one = submit(COACH)
    reviews.answer(one, "Yes.", by="reviewer")
    notices.told(notices.take(["slack"])[0].id)
    reviews.answer(one, "No.", by="reviewer")
    (on_its_way,) = notices.take(["slack"])
    if considered:
        reviews.consider(one, by="reviewer")
    else:
        reviews.answer(one, "Perhaps.", by="reviewer")
    reviews.answer(one, restored, by="reviewer")
    sent(notices, on_its_way.id)
    clock.now += timedelta(hours=1)
    (notice,) = notices.take(["slack"])
    assert notice.text.endswith(restored)
    notices.told(notice.id)
    clock.now += timedelta(hours=1)
    assert notices.take(["slack"]) == []


def test_what_is_restored_while_its_correction_is_on_its_way_is_told_again(submit, reviews, notices):
    one = submit(COACH)
    reviews.answer(one, "Yes.", by="reviewer")
    notices.told(notices.take(["slack"])[0].id)
    reviews.answer(one, "No.", by="reviewer")
    (on_its_way,) = notices.take(["slack"])
    reviews.answer(one, "Yes.", by="reviewer")
    notices.told(on_its_way.id)
    assert [notice.text.split()[-1] for notice in notices.take(["slack"])] == ["Yes."]


def test_an_answer_to_words_that_were_changed_meanwhile_is_refused(store, submit, reviews, apply):
    one, other = submit(COACH), submit(BUDDY)
    group = reviews.group("Support", [one, other], by="reviewer")
    read, read_of_all = edition([store.get(one)]), edition(group.proposals)
    apply(ReviseProposal(reference=one, draft=Draft(proposal=NIGHTS, title="Nights")))
    for give in (
        lambda: reviews.answer(one, "Yes.", by="reviewer", read=read),
        lambda: reviews.decline(one, "No.", by="reviewer", read=read),
        lambda: reviews.answer_group(group.id, "Yes.", by="reviewer", read=read_of_all),
    ):
        with pytest.raises(ChangedMeanwhile, match="Read it again"):
            give()
    assert (status(store, one), status(store, other)) == ("grouped", "grouped")
    reviews.answer(one, "Yes.", by="reviewer", read=edition([store.get(one)]))
    (now,) = reviews.groups()
    reviews.answer_group(group.id, "Yes, all.", by="reviewer", read=edition(now.proposals))
    assert store.get(other).answer == "Yes, all."


def test_an_answer_to_a_group_that_has_one_more_now_is_refused(submit, reviews):
    group = reviews.group("Support", [submit(COACH)], by="reviewer")
    reviews.join(group.id, submit(BUDDY), by="reviewer")
    with pytest.raises(ChangedMeanwhile):
        reviews.answer_group(group.id, "Yes.", by="reviewer", read=edition(group.proposals))


@pytest.mark.parametrize("again", [False, True])
def test_what_comes_during_a_withdrawal_waits_for_it_and_does_not_undo_it(
    postgresql_database, embedder, keys, clock, again
):
    store = ProposalStore(postgresql_database, embedder, keys, None, clock)
    store.keep_imported([Entry(key="one", draft=Draft(proposal=COACH, title="Coaches"))])
    reviews = Reviews(postgresql_database, clock)
    withdraw = store.appliers()[WithdrawProposal](WithdrawProposal(reference="P-1001"))
    with ThreadPoolExecutor() as beside:
        with postgresql_database.write() as session:
            withdraw(session)
            late = partial(store.withdraw, "P-1001") if again else partial(reviews.answer, "P-1001", "Yes.")
            waiting = beside.submit(late, by="reviewer")
            assert wait([waiting], timeout=1).not_done
        with pytest.raises(NotFound):
            waiting.result(timeout=30)
    with postgresql_database.read() as session:
        row = session.get(ProposalRow, 1)
        assert (row.status, row.answer) == ("withdrawn", "")


def test_declining_says_why(store, submit, reviews, notices):
    one = submit(COACH)
    reviews.decline(one, "It is being done already.", by="reviewer")
    assert (status(store, one), store.get(one).reason) == ("declined", "It is being done already.")
    assert "It is being done already." in notices.take(["slack"])[0].text


def test_nobody_is_written_to_at_night_or_at_the_weekend(submit, reviews, notices, clock):
    reviews.answer(submit(COACH), "Yes.", by="reviewer")
    for moment in (datetime(2021, 12, 1, 22, tzinfo=UTC), datetime(2021, 12, 4, 10, tzinfo=UTC)):
        clock.now = moment
        assert notices.take(["slack"]) == []
    assert Hours(weekends=True).allow(datetime(2021, 12, 4, 10, tzinfo=UTC))
    clock.now = datetime(2021, 12, 6, 9, tzinfo=UTC)
    assert len(notices.take(["slack"])) == 1


def test_what_could_not_be_told_is_tried_again_and_given_up_in_the_end(submit, reviews, notices, clock):
    reviews.answer(submit(COACH), "Yes.", by="reviewer")
    tried = 0
    for _ in range(40):
        clock.now = WEDNESDAY_AT_NINE + timedelta(days=7 * tried)
        for notice in notices.take(["slack"]):
            notices.failed(notice.id)
            tried += 1
    assert tried == 8


def test_a_worker_that_died_leaves_its_notice_to_another(submit, reviews, notices, clock):
    reviews.answer(submit(COACH), "Yes.", by="reviewer")
    assert len(notices.take(["slack"])) == 1
    clock.now += timedelta(minutes=6)
    assert len(notices.take(["teams"])) == 0
    assert len(notices.take(["slack"])) == 1


def test_who_cannot_be_written_to_is_told_at_the_next_visit_once(submit, reviews, notices, database):
    reference = submit(COACH, person="web:me", reply_to="", contact=True)
    reviews.answer(reference, "Coaching is being funded.", by="reviewer")
    assert notices.take(["slack", "teams", "web"]) == []
    assert notices.for_visitor("web:somebody") == []
    (news,) = notices.for_visitor("web:me")
    assert news.reference == reference
    assert "Coaching is being funded." in news.text
    with database.write() as session:
        notices.appliers()[TellContributor](TellContributor(notice=news.id))(session)
    assert notices.for_visitor("web:me") == []


def test_who_can_be_written_to_is_not_told_at_a_visit_as_well(submit, reviews, notices):
    reviews.answer(submit(COACH, person="slack:T1/U1"), "Coaching is being funded.", by="reviewer")
    assert notices.for_visitor("slack:T1/U1") == []
    assert len(notices.take(["slack"])) == 1


def test_a_withdrawn_proposal_tells_nobody_anything(submit, reviews, notices, apply):
    one = submit(COACH)
    reviews.answer(one, "Yes.", by="reviewer")
    apply(WithdrawProposal(reference=one))
    assert notices.take(["slack"]) == []


def test_facets_count_what_each_choice_would_give(store, submit):
    submit(COACH, setting="adult social care", level="first-line manager", themes=("other", "implementation"))
    submit(BUDDY, setting="adult social care", level="front line")
    submit(NIGHTS, setting="ambulance", level="front line")
    counts = store.facets(Filters(setting="adult social care"))
    assert counts["setting"] == {"adult social care": 2, "ambulance": 1}
    assert counts["level"] == {"first-line manager": 1, "front line": 1}
    assert counts["theme"] == {"other": 1, "implementation": 1}


def test_coverage_says_who_has_not_been_heard(store, submit, apply):
    one = submit(COACH, setting="adult social care", level="first-line manager", region="London")
    submit(NIGHTS, setting="ambulance", level="front line")
    apply(SupportProposal(reference=one, person="web:x", setting="adult social care", level="front line"))
    found = store.coverage()
    assert found.total == 2
    assert {(heard.setting, heard.level, heard.proposals, heard.supports) for heard in found.heard} == {
        ("adult social care", "first-line manager", 1, 0),
        ("ambulance", "front line", 1, 0),
        ("adult social care", "front line", 0, 1),
    }
    assert "primary care" in found.silent_settings
    assert "ambulance" not in found.silent_settings
    assert found.silent == (("ambulance", "first-line manager"),)
    assert "London" not in found.silent_regions
    assert any("Not heard yet, of settings: primary care" in line for line in found.lines())


def test_themes_put_alike_proposals_together_and_name_the_opposed(store, submit):
    alike = [
        submit("Leadership courses for ward managers should be compulsory"),
        submit("Leadership courses for ward managers should be voluntary"),
        submit("Leadership courses for ward managers should be paid for"),
    ]
    submit("More parking for staff on nights")
    found = store.themes()
    (cluster,) = found.clusters
    assert (found.total, found.alone, cluster.size) == (4, 1, 3)
    assert set(cluster.references) == set(alike)
    assert {"ward", "managers"} <= set(cluster.words)
    assert [{pair.one, pair.other} for pair in cluster.opposed] == [set(alike[:2])]
    assert found.as_json()["clusters"][0]["example"]["reference"] in alike
    assert "opposed" in "\n".join(found.lines())


def test_there_are_no_themes_in_nothing(store):
    assert store.themes().lines() == ["0 proposals; 0 groups of alike ones; 0 like no other."]


def test_more_like_one_leaves_itself_out(store, submit):
    one, other = submit(COACH), submit(BUDDY)
    submit("More parking for staff on nights")
    assert store.more_like(one, 1)[0].proposal.reference == other


def test_what_is_past_its_time_is_forgotten(database, store, submit, apply, clock):
    submit(COACH)
    gone = submit(NIGHTS)
    apply(WithdrawProposal(reference=gone))
    with database.write() as session:
        for row in session.scalars(select(ProposalRow)):
            row.indexed_version = row.row_version
    assert forget_old(database, Retention(), clock()) == 0
    clock.now += timedelta(days=800)
    assert forget_old(database, Retention(addresses=0, contributors=0, withdrawn=0), clock()) == 0
    assert forget_old(database, Retention(), clock()) == 3
    assert store.by_person("slack:T1/U1") == []
    with database.read() as session:
        assert session.scalars(select(AddressRow)).all() == []
        assert len(session.scalars(select(ProposalRow)).all()) == 1


def test_who_supported_is_forgotten_in_time_and_the_support_still_counts(database, store, submit, apply, clock, keys):
    reference = submit(COACH)
    for person in ("slack:T1/U2", "slack:T1/U3"):
        apply(SupportProposal(reference=reference, person=person, setting="ambulance", level="front line"))
    clock.now += timedelta(days=600)
    apply(SupportProposal(reference=reference, person="slack:T1/U4", setting="not said", level="not said"))
    clock.now += timedelta(days=200)
    assert forget_old(database, Retention(addresses=0, contributors=0), clock()) == 0
    assert forget_old(database, Retention(addresses=0), clock()) == 3
    assert forget_old(database, Retention(addresses=0), clock()) == 0
    assert store.get(reference).supports == 3
    with database.read() as session:
        kept = {row.supporter for row in session.scalars(select(SupportRow))}
    assert len(kept) == 3
    assert {keys.pseudonym(f"slack:T1/U{number}") for number in (2, 3, 4)} & kept == {keys.pseudonym("slack:T1/U4")}
