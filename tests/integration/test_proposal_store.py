"""Proposals are kept, changed, supported and withdrawn on both databases, with the real model."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from knowledge.effects import ReviseProposal, SubmitProposal, SupportProposal, WithdrawProposal
from knowledge.privacy import new_receipt
from knowledge.proposals.model import NOT_SAID, Draft, Filters, Profile
from knowledge.proposals.store import ProposalStore
from knowledge.proposals.tables import AddressRow, ProposalRow, SupportRow, VersionRow
from retrieval.errors import NotFound, Refused

COACH = "every new care home manager should get a coach for the first year"
ME, SOMEBODY = "web:me", "web:somebody"


@pytest.fixture
def store(database, embedder, keys):
    return ProposalStore(database, embedder, keys, None, lambda: datetime(2021, 12, 1, 9, tzinfo=UTC))


@pytest.fixture
def apply(database, store):
    def applied(effect):
        change = store.appliers()[type(effect)](effect)
        with database.write() as session:
            change(session)

    return applied


@pytest.fixture
def submit(store, apply):
    def submitted(proposal, person=ME, receipt=None, reply_to="", linked_to="", **fields):
        effect = SubmitProposal(
            reference=store.reserve(), receipt=receipt or new_receipt(), person=person,
            draft=Draft(proposal=proposal, **fields), source="web", reply_to=reply_to, linked_to=linked_to,
        )  # fmt: skip
        apply(effect)
        return effect.reference

    return submitted


def test_references_count_up_from_1001_and_are_given_once(store):
    assert [store.reserve(), store.reserve()] == ["P-1001", "P-1002"]
    assert store.reserve() == "P-1003"


def test_a_proposal_sent_is_kept_as_sent(store, submit):
    receipt = new_receipt()
    reference = submit(COACH, receipt=receipt, title="A coach", setting="adult social care", themes=("other",))
    kept = store.get(reference)
    assert kept is not None
    assert (kept.draft.proposal, kept.draft.title, kept.draft.themes) == (COACH, "A coach", ("other",))
    assert (kept.status, kept.version, kept.supports, kept.source) == ("received", 1, 0, "web")
    assert store.by_receipt(receipt.lower().replace("-", " ")) == kept
    assert store.by_person(ME) == [kept]
    assert store.by_person(SOMEBODY) == []


def test_nothing_kept_names_the_person_the_receipt_or_the_address(database, submit):
    submit(COACH, receipt="RHB7-4KQX-9TDM-3VWC", contact=True, reply_to="slack:T1/D9")
    with database.read() as session:
        row = session.scalars(select(ProposalRow)).one()
        kept = f"{vars(row)} {session.scalars(select(AddressRow.sealed)).one()}"
    assert not any(secret in kept for secret in (ME, "RHB7", "T1/D9"))


def test_an_address_is_kept_only_for_who_wishes_to_hear(database, submit, apply):
    submit(COACH, reply_to="slack:T1/D9")
    reference = submit(COACH, contact=True, reply_to="slack:T1/D9")
    with database.read() as session:
        assert len(session.scalars(select(AddressRow)).all()) == 1
    apply(ReviseProposal(reference=reference, draft=Draft(proposal=COACH, contact=False)))
    with database.read() as session:
        assert session.scalars(select(AddressRow)).all() == []


def test_a_change_makes_a_version_and_is_found_by_its_new_words(store, submit, apply):
    reference = submit("Free parking for staff on night shifts", themes=("other",))
    apply(ReviseProposal(reference=reference, draft=Draft(proposal=COACH, themes=("implementation", "other"))))
    assert [draft.proposal for _, _, draft in store.history(reference)] == [
        "Free parking for staff on night shifts",
        COACH,
    ]
    assert store.get(reference).version == 2
    assert store.get(reference).draft.themes == ("implementation", "other")
    assert store.search("coach", Filters(), 5)[0].proposal.reference == reference


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        (Draft(proposal="  "), "empty"),
        (Draft(proposal="more pay"), "too short"),
        (Draft(proposal="x " * 1500), "too long"),
        (Draft(proposal="?!?!?!?!?!?!?!?!?!?!"), "hardly any words"),
        (Draft(proposal=COACH, setting="the moon"), "not a setting we know"),
        (Draft(proposal=COACH, themes=("nonsense",)), "not a theme we know"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_reason(store, draft, said):
    effect = SubmitProposal(reference="P-1001", receipt=new_receipt(), person=ME, draft=draft, source="web")
    with pytest.raises(Refused, match=said):
        store.appliers()[SubmitProposal](effect)


def test_support_counts_once_for_each_person_and_never_for_ones_own(store, submit, apply):
    reference = submit(COACH)
    support = SupportProposal(reference=reference, person=SOMEBODY, setting="ambulance", level="front line")
    apply(support)
    apply(support)
    assert store.get(reference).supports == 1
    with pytest.raises(Refused, match="your own"):
        apply(support.model_copy(update={"person": ME}))
    with pytest.raises(NotFound):
        apply(support.model_copy(update={"reference": "P-9999"}))


def test_a_withdrawn_proposal_is_found_by_nothing_and_keeps_no_words(store, submit, apply, database):
    receipt = new_receipt()
    reference = submit(COACH, receipt=receipt, contact=True, reply_to="slack:T1/D9", themes=("other",))
    later = submit("Coaching for newly appointed managers of care homes", person=SOMEBODY, linked_to=reference)
    apply(SupportProposal(reference=reference, person=SOMEBODY, setting=NOT_SAID, level=NOT_SAID))
    apply(WithdrawProposal(reference=reference))
    assert store.get(reference) is None
    assert [found.proposal.reference for found in store.search(COACH, Filters(), 5)] == [later]
    assert store.search(COACH, Filters(status="withdrawn"), 5) == []
    assert [similar.proposal.reference for similar in store.similar(Draft(proposal=COACH))] == [later]
    assert store.by_person(ME) == []
    told = store.by_receipt(receipt)
    assert (told.status, told.draft.proposal, told.draft.themes) == ("withdrawn", "", ())
    with database.read() as session:
        assert session.scalars(select(VersionRow).where(VersionRow.proposal == 1)).all() == []
        assert session.scalars(select(SupportRow)).all() == []
        assert session.scalars(select(AddressRow)).all() == []
        assert session.get(ProposalRow, 1).contributor is None
        assert session.get(ProposalRow, 2).linked_to is None
    with pytest.raises(NotFound):
        apply(WithdrawProposal(reference=reference))


def test_search_finds_by_meaning_where_few_words_are_shared(store, submit):
    submit("Free parking for staff on night shifts")
    submit("Every ward should have a housekeeper in charge of supplies")
    reference = submit(COACH)
    found = store.search("support for people new to running a home", Filters(), 3)
    assert found[0].proposal.reference == reference
    assert 0 < found[-1].score <= found[0].score <= 1


def test_search_is_narrowed_by_each_field(store, submit):
    wanted = {"setting": "ambulance", "level": "front line", "region": "London", "aim": "deepen", "acts": "team"}
    reference = submit(COACH, themes=("other", "implementation"), **wanted)
    submit(COACH)
    for name, value in {**wanted, "theme": "implementation", "status": "received", "source": "web"}.items():
        found = store.search("a coach", Filters(**{name: value}), 5)
        assert reference in [hit.proposal.reference for hit in found]
        assert len(found) == (2 if name in ("status", "source") else 1)


def test_an_empty_search_lists_the_newest(store, submit):
    references = [submit(COACH), submit("Free parking for staff on night shifts")]
    assert [found.proposal.reference for found in store.search(" ", Filters(), 5)] == references[::-1]


def test_proposals_are_counted_as_they_are_listed(store, submit, apply):
    submit(COACH, setting="ambulance")
    withdrawn = submit("Let ambulance crews choose their own shift leaders", setting="ambulance")
    submit("Publish who sits on every trust board")
    assert (store.count(Filters()), store.count(Filters(setting="ambulance"))) == (3, 2)
    apply(WithdrawProposal(reference=withdrawn))
    assert (store.count(Filters()), store.count(Filters(setting="ambulance"))) == (2, 1)


def test_understanding_keeps_the_words_and_fills_only_what_is_said(store):
    understood = store.understand(
        "I think every new care home manager should get a coach for the first year", Profile()
    )
    assert understood.draft.setting == "adult social care"
    assert understood.draft.level == "first-line manager"
    assert understood.draft.themes[0] == "careers, talent and development"
    assert understood.draft.title == "Every new care home manager should get a coach for the first year"
    assert understood.draft.region == NOT_SAID
    assert "region" not in understood.sure
