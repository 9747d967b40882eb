"""Adaptive Cards, built from replies by pure functions.

They are read aloud and enlarged: the order of elements is the order of reading, every input has a label that stays and
a message that says what to do, text wraps, nothing is said by colour alone. People's own words go into inputs and text
runs, which read no Markdown.
"""

from collections.abc import Sequence
from typing import Any

from microsoft_teams.cards import (
    Action,
    ActionSet,
    AdaptiveCard,
    CardElement,
    Choice,
    ChoiceSetInput,
    Container,
    ExecuteAction,
    OpenUrlAction,
    RichTextBlock,
    SubmitAction,
    TextBlock,
    TextInput,
    TextRun,
    ToggleInput,
    ToggleVisibilityAction,
)

from bot.channels.teams.wording import shorten
from bot.conversation.messages import Choice as ReplyChoice
from bot.conversation.messages import Reply
from bot.conversation.text import inert
from knowledge.findings import Citation
from knowledge.proposals.model import LONGEST, NOT_SAID, SHORTEST, names

VERB = "soundings"
PREFIX = "field."
"""Before the id of every input, so that its value cannot be taken for a part of the action."""
CHOICES = (("setting", "Which part of health and care"), ("level", "Whose leadership"))
LATER_CHOICES = (("aim", "Aim"), ("acts", "Who would have to act"), ("region", "Region"))
LATER_WORDS = (
    ("implementation", "What would help, or get in the way"),
    ("outcome", "What would be better, and for whom"),
)
CHOSEN = tuple(field for field, _ in CHOICES + LATER_CHOICES)
WORDS = ("proposal", "title", *(field for field, _ in LATER_WORDS))
MORE = "more-fields"
MOST_ACTIONS = 6


def fold_questions(replies: Sequence[Reply]) -> list[Reply]:
    """Questions about fields that the card beside them has inputs for become words on that card."""
    card = next((reply for reply in replies if reply.kind == "confirm"), None)
    if card is None:
        return list(replies)
    asked = [reply for reply in replies if reply.kind == "ask" and {one.id for one in reply.choices} & set(CHOSEN)]
    lead = "\n\n".join([card.lead or card.text, *(reply.lead or reply.text for reply in asked)])
    folded = card.model_copy(update={"lead": lead})
    return [folded if reply is card else reply for reply in replies if reply not in asked]


def build_card(reply: Reply, conversation: str = "") -> AdaptiveCard:
    """The card of a reply. `conversation` is where it belongs, when that is not the chat it is shown in."""
    if reply.kind == "confirm" and reply.fields is not None:
        return build_confirm_card(reply, conversation)
    if reply.kind == "receipt" and reply.receipt:
        return build_receipt_card(reply, conversation)
    return build_card_of([build_paragraph(reply.text)], build_actions(reply, conversation), reply.text)


def build_answers_card(replies: Sequence[Reply], conversation: str = "") -> AdaptiveCard:
    """One card for all that an action led to, so that it can take the place of the card that was pressed."""
    body: list[CardElement] = []
    actions: list[Action] = []
    for reply in replies:
        card = build_card(reply, conversation)
        actions = card.actions or actions
        body.append(Container(items=card.body, separator=bool(body) or None))
    return build_card_of(body, actions, " ".join(reply.text for reply in replies))


def build_confirm_card(reply: Reply, conversation: str = "") -> AdaptiveCard:
    """The proposal as understood, every field changeable in place, with Submit, Change and Cancel."""
    fields = reply.fields or {}
    more = ToggleVisibilityAction(title="More fields", target_elements=[MORE])
    body = [
        build_heading("Your proposal"),
        build_paragraph(reply.lead or reply.text),
        *build_fields(fields),
        Container(id=MORE, is_visible=False, items=build_later_fields(fields)),
    ]
    return build_card_of(body, [*build_actions(reply, conversation), more], reply.text)


def build_fields(fields: dict[str, Any]) -> list[CardElement]:
    """The inputs everybody sees: the words, title, setting, level, themes."""
    return [
        TextInput(
            id=f"{PREFIX}proposal",
            label="What should change",
            value=str(fields.get("proposal", "")),
            is_multiline=True,
            is_required=True,
            max_length=LONGEST,
            regex=rf"^[\s\S]{{{SHORTEST},}}$",
            error_message=f"Say what should change, in {SHORTEST} to {LONGEST:,} characters.",
        ),
        TextInput(id=f"{PREFIX}title", label="Title", value=str(fields.get("title", "")), max_length=120),
        *(_one_of(field, label, fields) for field, label in CHOICES),
        ChoiceSetInput(
            id=f"{PREFIX}themes",
            label="Themes (up to three)",
            is_multi_select=True,
            wrap=True,
            style="expanded",
            value=",".join(_as_value(theme) for theme in _themes(fields)),
            choices=_choices("theme"),
        ),
    ]


def build_later_fields(fields: dict[str, Any]) -> list[CardElement]:
    """The inputs behind "More fields"; all may stay as they are."""
    return [
        *(_one_of(field, label, fields) for field, label in LATER_CHOICES),
        *(_words(field, label, fields) for field, label in LATER_WORDS),
        _yes_no("quote", "My words may be quoted, without my name", fields),
        _yes_no("contact", "The review team may contact me about this", fields),
    ]


def build_receipt_card(reply: Reply, conversation: str = "") -> AdaptiveCard:
    """What was received, and the secret code to change or withdraw it."""
    code = TextRun(text=reply.receipt or "", font_type="Monospace", weight="Bolder", size="Large")
    body = [
        build_heading("Received"),
        build_paragraph(reply.text),
        build_paragraph("Your receipt. Keep it: it is shown only once."),
        RichTextBlock(inlines=[code]),
    ]
    return build_card_of(body, build_actions(reply, conversation), f"{reply.text} Your receipt is {reply.receipt}")


def build_form_card(fields: dict[str, Any], verb_data: dict[str, Any], intro: str, *, own: bool = True) -> AdaptiveCard:
    """The form of the dialog, for who prefers one. `own` is False for words of somebody else."""
    body = [build_paragraph(intro), *build_fields(fields)]
    if not own:
        asked = "I wrote this, or have asked the person who did"
        body.append(
            ToggleInput(
                id="asked",
                title=asked,
                label="Somebody else's words",
                is_required=True,
                value="false",
                error_message="Please ask the person who wrote it first.",
            )
        )
    body.append(Container(items=build_later_fields(fields)))
    return build_card_of(body, [SubmitAction(title="Send", data=verb_data, style="positive")], intro)


def build_asking_card(words: str, data: dict[str, Any], intro: str) -> AdaptiveCard:
    """Somebody else's words, with the button that asks them."""
    return build_card_of(
        [build_paragraph(intro), build_words(words)], [SubmitAction(title="Ask them", data=data)], intro
    )


def build_welcome_card(text: str) -> AdaptiveCard:
    """The first word in a person's own chat, with a button for who prefers a form (Teams opens it as a dialog)."""
    form = SubmitAction(title="Make a proposal in a form", data={"msteams": {"type": "task/fetch"}})
    return build_card_of([build_paragraph(part) for part in text.split("\n\n")], [form], text)


def build_choices_card(reply: Reply, conversation: str = "") -> AdaptiveCard:
    """What can be done next, under an answer that is a message of its own."""
    return build_card_of([build_paragraph("What next?")], build_actions(reply, conversation), "What next?")


def build_passage_card(citation: Citation) -> AdaptiveCard:
    """The whole quote and where it is from; shown when a citation is opened."""
    source = ", ".join(part for part in (citation.publisher, str(citation.published or "")) if part)
    lines = [citation.shown, *([source] if source else [])]
    return build_card_of([build_words(line) for line in lines], [], citation.title)


def dump(card: AdaptiveCard) -> dict[str, Any]:
    """A card as it goes over the wire."""
    return card.model_dump(by_alias=True, exclude_none=True)


def build_notice_card(text: str, *, actions: Sequence[Action] = ()) -> AdaptiveCard:
    """A short word in a card."""
    return build_card_of([build_paragraph(text)], list(actions), text)


def build_actions(reply: Reply, conversation: str = "") -> list[Action]:
    """A button for each choice of a reply, in its order; not for what the card has an input or a thumb for."""
    shown = {"helpful", "not_helpful"} | (set(CHOSEN) | {"theme"} if reply.kind == "confirm" else set())
    return [_button(choice, reply, conversation) for choice in reply.choices if choice.id not in shown]


def build_link(title: str, url: str) -> OpenUrlAction:
    """A button that opens a page."""
    return OpenUrlAction(title=title, url=url)


def _button(choice: ReplyChoice, reply: Reply, conversation: str) -> ExecuteAction:
    data = {"id": choice.id, "value": choice.value, "kind": reply.kind}
    if conversation:
        data["conversation"] = conversation
    sends_fields = reply.kind == "confirm" and choice.id != "cancel"
    return ExecuteAction(
        title=choice.label,
        verb=VERB,
        data=data,
        style="positive" if choice.id == "submit" else None,
        associated_inputs="auto" if sends_fields else "none",
    )


def build_card_of(body: list[CardElement], actions: list[Action], spoken: str) -> AdaptiveCard:
    """A card with these parts in this order; `spoken` stands for it where cards cannot be shown."""
    rows = [actions[start : start + MOST_ACTIONS] for start in range(MOST_ACTIONS, len(actions), MOST_ACTIONS)]
    return AdaptiveCard(
        version="1.5",
        body=[*body, *(ActionSet(actions=row) for row in rows)],
        actions=actions[:MOST_ACTIONS] or None,
        fallback_text=shorten(spoken, 500),
    )


def build_heading(text: str, *, plain: bool = False) -> CardElement:
    """A heading; `plain` for words somebody typed, which then read no Markdown."""
    if plain:
        return RichTextBlock(inlines=[TextRun(text=text, weight="Bolder", size="Medium")])
    return TextBlock(text=text, wrap=True, style="heading", weight="Bolder", size="Large")


def build_words(text: str, *, subtle: bool = False) -> RichTextBlock:
    """Words somebody typed: they read no Markdown."""
    return RichTextBlock(inlines=[TextRun(text=text, is_subtle=subtle or None)])


def build_paragraph(text: str) -> TextBlock:
    """A paragraph of ours; it reads a little Markdown, but no HTML and no links."""
    return TextBlock(text=inert(text), wrap=True)


def _one_of(field: str, label: str, fields: dict[str, Any]) -> ChoiceSetInput:
    allowed = names(field)
    value = fields.get(field)
    return ChoiceSetInput(
        id=f"{PREFIX}{field}",
        label=label,
        style="compact",
        value=_as_value(value if value in allowed else NOT_SAID),
        choices=_choices(field),
    )


def read_fields(data: dict[str, Any]) -> dict[str, Any]:
    """The fields of a draft from what a card sent back; what is not an allowed value is left out."""
    given = {name.removeprefix(PREFIX): value for name, value in data.items() if name.startswith(PREFIX)}
    words = {name: given[name].strip() for name in WORDS if isinstance(given.get(name), str)}
    chosen = {name: _from_value(given[name]) for name in CHOSEN if isinstance(given.get(name), str)}
    fields: dict[str, Any] = words | {name: value for name, value in chosen.items() if value in names(name)}
    if isinstance(given.get("themes"), str):
        themes = [_from_value(theme) for theme in given["themes"].split(",")]
        fields["themes"] = [theme for theme in themes if theme in names("theme")][:3]
    return fields | {name: given[name] == "true" for name in ("quote", "contact") if name in given}


def _as_value(name: str) -> str:
    # A choice of several comes back joined by commas, and some names hold one.
    return name.replace(",", ";")


def _from_value(value: str) -> str:
    return value.replace(";", ",")


def _choices(field: str) -> list[Choice]:
    return [Choice(title=name[:1].upper() + name[1:], value=_as_value(name)) for name in names(field)]


def _words(field: str, label: str, fields: dict[str, Any]) -> TextInput:
    return TextInput(
        id=f"{PREFIX}{field}", label=label, value=str(fields.get(field) or ""), is_multiline=True, max_length=1_000
    )


def _yes_no(field: str, title: str, fields: dict[str, Any]) -> ToggleInput:
    label = "Quoting" if field == "quote" else "Contact"
    return ToggleInput(id=f"{PREFIX}{field}", title=title, label=label, value="true" if fields.get(field) else "false")


def _themes(fields: dict[str, Any]) -> list[str]:
    given = fields.get("themes") or ()
    return [theme for theme in given if theme in names("theme")] if isinstance(given, list | tuple) else []
