"""Builds the replies of proposing: the card of a draft, its questions, the receipt, what was sent. Pure functions."""

from collections.abc import Sequence

from bot.conversation import wording
from bot.conversation.fields import VALUED
from bot.conversation.messages import Choice, Reply
from bot.conversation.state import Waiting
from bot.conversation.text import clip, in_line, inert, unlinked
from knowledge.proposals.model import LONGEST, NOT_SAID, SHORTEST, Draft, Found, Proposal, Similar, names

ASKED = {"setting": "Which part of health and care is it about?", "level": "Whose leadership is it about?"}
"""The fields that matter most to the review team, and the question for each."""
LABELS = {
    "title": "Title", "setting": "Setting", "level": "Level", "themes": "Themes", "aim": "Aim", "acts": "Who would act",
    "implementation": "What would help or get in the way", "outcome": "What would be better", "region": "Region",
}  # fmt: skip
ALWAYS = ("title", "setting", "level", "themes")
FAIRLY, HARDLY = 0.8, 0.55
"""How sure an understanding must be to be shown without a remark, or without calling it a guess."""


def build_card(waiting: Waiting) -> list[Reply]:
    """The card of a draft, and after it a question for each important field not known."""
    length = len(waiting.draft.proposal)
    if length > LONGEST:
        return [_too_long(waiting, length)]
    if length < SHORTEST:
        return [private("ask", wording.too_short(in_line(waiting.draft.proposal)), cancel(waiting))]
    return [_confirm(waiting), *build_questions(waiting)]


def _confirm(waiting: Waiting) -> Reply:
    lead = _lead(waiting)
    text = "\n\n".join([_heading(waiting), _quoted(waiting.draft.proposal), "\n".join(_rows(waiting)), lead])
    fields = waiting.draft.model_dump(mode="json")
    return Reply(kind="confirm", text=text, lead=lead, fields=fields, choices=card_choices(waiting), private=True)


def _quoted(words: str) -> str:
    return "\n".join(f"> {line}" for line in inert(words).splitlines() if line.strip())


def _heading(waiting: Waiting) -> str:
    return (
        f"This is how {waiting.revising} would read:"
        if waiting.revising
        else "This is your proposal as I understood it:"
    )


def _lead(waiting: Waiting) -> str:
    guessed = [LABELS[field].lower() for field in ALWAYS if _guessed(waiting, field)]
    notes = [f"I’m only guessing the {wording.listed(guessed)}; please check." if guessed else ""]
    if waiting.remembered:
        notes.append("Type `forget me` if I should not remember what you told me before.")
    notes.append(
        "Nothing is sent until you `submit`. To put something right, just say it, such as “level is everyone”."
    )
    return " ".join(note for note in notes if note)


def _rows(waiting: Waiting) -> list[str]:
    draft = waiting.draft
    shown = [field for field in LABELS if field in ALWAYS or getattr(draft, field) not in ("", NOT_SAID)]
    rows = [f"- **{LABELS[field]}:** {_value(waiting, field)}" for field in shown]
    if waiting.linked_to:
        rows.append(f"- **Belongs to:** {waiting.linked_to}")
    may = "may be quoted" if draft.quote else "not to be quoted"
    reach = "may be contacted" if draft.contact else "not to be contacted"
    return [*rows, f"- **Your name:** not passed on; {may}, {reach}"]


def _value(waiting: Waiting, field: str) -> str:
    value = getattr(waiting.draft, field)
    shown = ", ".join(value) if isinstance(value, tuple) else value
    if not shown or shown == NOT_SAID:
        return NOT_SAID
    return in_line(shown) + _remark(waiting, field)


def _remark(waiting: Waiting, field: str) -> str:
    sure = waiting.sure.get(field, 1.0)
    if field in waiting.remembered:
        return " (as you told me before)"
    if field in waiting.told or field == "title" or sure >= FAIRLY:
        return ""
    return " (a guess)" if sure < HARDLY else " (I think)"


def _guessed(waiting: Waiting, field: str) -> bool:
    said = getattr(waiting.draft, field) not in ("", (), NOT_SAID)
    return said and field not in (*waiting.told, *waiting.remembered, "title") and waiting.sure.get(field, 1.0) < HARDLY


BESIDE = (
    Choice(id="add", label="Add it"),
    Choice(id="second", label="A second proposal"),
    Choice(id="replace", label="Replace my draft"),
)
"""Where words written beside a draft may go."""


def card_choices(waiting: Waiting) -> tuple[Choice, ...]:
    """What can be pressed under a draft."""
    asking = (Choice(id="as_question", label="I was asking"),) if waiting.unsure else ()
    return (
        Choice(id="submit", label="Submit", value=waiting.id),
        Choice(id="change", label="Change", value=waiting.id),
        Choice(id="cancel", label="Cancel", value=waiting.id),
        *asking,
    )


def cancel(waiting: Waiting) -> tuple[Choice, ...]:
    """The way out."""
    return (Choice(id="cancel", label="Cancel", value=waiting.id),)


def missing(waiting: Waiting) -> list[str]:
    """The important fields that are not known and were not skipped."""
    return [] if waiting.skipped else [field for field in ASKED if getattr(waiting.draft, field) == NOT_SAID]


def build_questions(waiting: Waiting) -> list[Reply]:
    """A question for each important field that is missing."""
    return [build_question(field) for field in missing(waiting)]


def build_question(field: str) -> Reply:
    """One question, answered by a press, in words, or not at all."""
    skip = Choice(id="skip", label="Skip")
    return private("ask", f"{ASKED[field]} You can skip this.", (*choices_for(field), skip))


def choices_for(field: str) -> tuple[Choice, ...]:
    """A choice for each allowed value of a field; none for a field in the person's own words."""
    if field not in VALUED:
        return ()
    return tuple(Choice(id=field, label=_label(name), value=name) for name in names(field) if name != NOT_SAID)


def change_choices(waiting: Waiting) -> tuple[Choice, ...]:
    """What can be changed, and what else can be done with the draft."""
    parts = {"proposal": "The words", "title": "Title", "setting": "Setting", "level": "Level", "theme": "Themes"}
    fields = (Choice(id="change", label=label, value=field) for field, label in parts.items())
    submit, _, drop, *_ = card_choices(waiting)
    return (*fields, submit, drop)


def _label(name: str) -> str:
    return name[:1].upper() + name[1:]


def _too_long(waiting: Waiting, length: int) -> Reply:
    shorten = Choice(id="shorten", label="Use the first part")
    return private("ask", wording.too_long(length), (shorten, *cancel(waiting)))


def private(kind: str, text: str, choices: Sequence[Choice] = ()) -> Reply:
    """A reply for this person only."""
    return Reply.model_validate({"kind": kind, "text": text, "lead": text, "choices": tuple(choices), "private": True})


def build_similar(alike: Sequence[Similar], waiting: Waiting, own: frozenset[str]) -> Reply:
    """What others (or this person) said before, beside the draft."""
    lines = [_alike(similar, own) for similar in alike]
    others = [similar.proposal.reference for similar in alike if similar.proposal.reference not in own]
    opposite = {similar.proposal.reference for similar in alike if similar.alike == "the opposite"}
    support = [Choice(id="support", label=f"Support {name}", value=name) for name in others if name not in opposite]
    mine = Choice(id="send_mine_too", label="Send mine too", value=waiting.id)
    link = [Choice(id="link", label=f"Link mine to {name}", value=name) for name in others[:1]]
    head = (
        "Before you send it: this came in already." if len(lines) == 1 else "Before you send it: these came in already."
    )
    text = "\n\n".join([head, *lines])
    choices = (*support, mine, *link) if others else (mine,)
    return Reply(
        kind="similar",
        text=text,
        lead=text,
        fields=waiting.draft.model_dump(mode="json"),
        choices=choices,
        private=True,
    )


_ALIKE = {"the same": "says the same", "similar": "is similar", "the opposite": "says the opposite"}


def _alike(similar: Similar, own: frozenset[str]) -> str:
    proposal = similar.proposal
    if proposal.reference in own:
        return wording.own_twin(proposal.reference)
    supports = f" · supported by {proposal.supports}" if proposal.supports else ""
    words = clip(unlinked(in_line(proposal.draft.proposal)), 220)
    return f"**{proposal.reference}** {_ALIKE[similar.alike]}{supports}:\n> {words}"


def build_waiting(waiting: Waiting, *, beside: bool = False) -> Reply:
    """After an interruption: the draft is still there, and words beside it if there are any."""
    text = wording.still_waiting(name_of(waiting.draft)) + (wording.BESIDE if beside else "")
    return private("message", text, (*(BESIDE if beside else ()), *card_choices(waiting)))


def name_of(draft: Draft) -> str:
    """What to call a proposal."""
    return clip(in_line(draft.title or draft.proposal), 80)


def build_receipt(reference: str, receipt: str, notes: Sequence[str] = ()) -> Reply:
    """Received, with the secret code."""
    text = "\n\n".join([wording.received(reference), *notes])
    return Reply(
        kind="receipt", text=text, lead=text, receipt=receipt, private=True,
        choices=(
            Choice(id="open", label="My proposal", value=reference), Choice(id="propose", label="Another proposal"),
        ),
    )  # fmt: skip


def build_sent(proposal: Proposal, *, own: bool) -> Reply:
    """One proposal that was sent, and what became of it."""
    draft = proposal.draft
    lines = [
        f"**{proposal.reference}: {name_of(draft)}**",
        f"Status: **{_status_line(proposal)}**",
    ]
    if proposal.answer:
        lines.append(f"The review team answered:\n{_quoted(clip(proposal.answer, 1_500))}")
    if proposal.status == "withdrawn":
        return private("message", wording.ALREADY_WITHDRAWN)
    words = _quoted(draft.proposal)
    supports = f"Supported by {proposal.supports}." if proposal.supports else ""
    version = f"Version {proposal.version}." if proposal.version > 1 else ""
    lines += [words, " ".join(filter(None, [_fields_line(proposal), supports, version]))]
    return private("message", "\n\n".join(lines), _own_choices(proposal.reference) if own else ())


def _own_choices(reference: str) -> tuple[Choice, ...]:
    return (
        Choice(id="change", label="Change it", value=reference),
        Choice(id="withdraw", label="Withdraw it", value=reference),
    )


def _status_line(proposal: Proposal) -> str:
    return f"{proposal.status}: {in_line(proposal.reason)}" if proposal.reason else proposal.status


def _fields_line(proposal: Proposal) -> str:
    draft = proposal.draft
    said = [value for value in (draft.setting, draft.level, *draft.themes) if value != NOT_SAID]
    return f"{' · '.join(said)}." if said else ""


def build_mine(proposals: Sequence[Proposal]) -> Reply:
    """What this person sent."""
    lines = [f"- **{one.reference}** {name_of(one.draft)} ({one.status})" for one in proposals[:20]]
    count = "one proposal" if len(proposals) == 1 else f"{len(proposals)} proposals"
    return private("message", f"You sent {count}:\n" + "\n".join(lines), build_choices_of(proposals, "open"))


def build_choices_of(proposals: Sequence[Proposal], action: str) -> tuple[Choice, ...]:
    """A choice for each of the newest proposals."""
    return tuple(Choice(id=action, label=one.reference, value=one.reference) for one in proposals[:8])


def build_found(query: str, found: Sequence[Found]) -> Reply:
    """What a reviewer's search found."""
    lines = [_found_line(one.proposal) for one in found]
    text = f"Best matches for “{clip(in_line(query), 80)}”:\n" + "\n".join(lines)
    return private("message", text, build_choices_of([one.proposal for one in found], "open"))


def _found_line(proposal: Proposal) -> str:
    fields = _fields_line(proposal).rstrip(".") or NOT_SAID
    words = clip(in_line(proposal.draft.proposal), 200)
    about = f"{fields}; {proposal.status}; supported by {proposal.supports}"
    return f"- **{proposal.reference}** {name_of(proposal.draft)} ({about})\n  {words}"
