"""Changes to a draft: values, words, whole forms. Nothing here knows of conversations."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.conversation import wording
from bot.conversation.fields import VALUED, WRITTEN, field_named, value_of
from bot.conversation.state import Waiting
from bot.conversation.text import in_line, joined, plain, tidy
from bot.conversation.turn import Scene
from knowledge.proposals.model import LONGEST, NOT_SAID, SHORTEST, Draft, Profile, Understanding, names

Understand = Callable[[str], Understanding]
READ_FROM_WORDS = ("title", "setting", "level", "themes", "aim", "acts", "implementation", "outcome", "region")
REMEMBERED = ("setting", "level")
"""What is remembered of a person once told."""
NOT_PERSONAL = ("every level", "across the system", "other")
"""Values that say nothing of the person, only of one proposal."""
THEMES_MOST = 3
_STORED = {"theme": "themes"}


def understand(scene: Scene, words: str, profile: Profile) -> Understanding:
    """The words as understood; words too long or too short are only kept."""
    if not SHORTEST <= len(words) <= LONGEST:
        return Understanding(draft=Draft(proposal=words))
    return scene.proposals.understand(words, profile)


def new(name: str, understood: Understanding, profile: Profile, *, unsure: bool = False) -> Waiting:
    """A draft from an understanding."""
    return Waiting(
        id=name,
        draft=understood.draft,
        sure=understood.sure,
        unsure=unsure,
        remembered=_remembered(understood, profile),
    )


def _remembered(understood: Understanding, profile: Profile) -> tuple[str, ...]:
    """Fields that only the profile knows: the words themselves would give more than a guess."""
    return tuple(
        field
        for field in REMEMBERED
        if getattr(profile, field) not in (NOT_SAID, "")
        and getattr(understood.draft, field) == getattr(profile, field)
        and understood.sure.get(field, 1.0) <= 0.5
    )


def reworded(waiting: Waiting, words: str, scene: Scene, profile: Profile) -> Waiting:
    """The draft with other words, understood anew; what the person set stays."""
    return _reread(waiting, words, lambda text: understand(scene, text, profile))


def _reread(waiting: Waiting, words: str, read: Understand) -> Waiting:
    understood = read(tidy(words))
    kept = {field: getattr(waiting.draft, field) for field in (*waiting.told, "quote", "contact")}
    return waiting.model_copy(
        update={
            "draft": understood.draft.model_copy(update=kept),
            "sure": understood.sure,
            "remembered": (),
            "unsure": False,
        }
    )


def lengthened(words: str, more: str) -> str:
    """The draft's words with more added, as sentences; a very short start is simply continued."""
    if len(words) < SHORTEST and more[:1].islower():
        return f"{words.rstrip(' .')} {more}"
    return joined(words, more)


def tell(waiting: Waiting, values: Sequence[tuple[str, str]]) -> Waiting:
    """Fields set by the person."""
    given: dict[str, Any] = {_STORED.get(field, field): _held(field, value) for field, value in values}
    return waiting.model_copy(
        update={
            "draft": waiting.draft.model_copy(update=given),
            "told": tuple(dict.fromkeys([*waiting.told, *given])),
            "remembered": tuple(field for field in waiting.remembered if field not in given),
        }
    )


def _held(field: str, value: str) -> Any:
    return (value,) if field == "theme" else value


def change(waiting: Waiting, what: str, to: str, read: Understand) -> Waiting | str:
    """ "Change X to Y" on a draft; a sentence when it cannot be done."""
    field = field_named(what)
    if field in VALUED:
        return _valued(waiting, field, to)
    if field == "proposal":
        return _reread(waiting, to, read)
    if field in WRITTEN:
        return tell(waiting, [(field, tidy(to)[:1_000])])
    swapped = _swap(waiting.draft.proposal, what, to)
    return _reread(waiting, swapped, read) if swapped else wording.not_in_words(in_line(what))


def _valued(waiting: Waiting, field: str, to: str) -> Waiting | str:
    if field == "theme":
        themes = themes_in(to)
        if themes:
            return tell(waiting, []).model_copy(
                update={
                    "draft": waiting.draft.model_copy(update={"themes": themes}),
                    "told": _with(waiting.told, "themes"),
                }
            )
    elif value := value_of(field, to):
        return tell(waiting, [(field, value)])
    return wording.unknown_value(field, in_line(to[:60]), [name for name in names(field) if name != NOT_SAID])


def themes_in(typed: str | Sequence[Any]) -> tuple[str, ...]:
    """The themes that were named, three at most."""
    if not isinstance(typed, str):
        return _once([value_of("theme", str(part)) for part in typed])
    whole = value_of("theme", typed) if plain(typed) in names("theme") else ""
    if whole:
        return (whole,)
    for name in names("theme"):
        typed = typed.replace(name, name.replace(",", "\0").replace(" and ", "\1"))
    parts = [part.replace("\0", ",").replace("\1", " and ") for part in typed.replace(" and ", ",").split(",")]
    return _once([value_of("theme", part) for part in parts if part.strip()])


def _once(found: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in found if name))[:THEMES_MOST]


def _with(told: Sequence[str], field: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*told, field]))


def _swap(words: str, old: str, new: str) -> str:
    place = plain(words).find(plain(old)) if len(plain(words)) == len(words) else words.lower().find(old.lower())
    return f"{words[:place]}{new}{words[place + len(old) :]}" if place >= 0 and old.strip() else ""


def fill(waiting: Waiting, fields: Mapping[str, Any], read: Understand) -> tuple[Waiting, list[str]]:
    """The draft with what a form holds, and what was wrong with it. Parts left as they were change nothing."""
    problems: list[str] = []
    words = fields.get("proposal")
    if isinstance(words, str) and words.strip() and tidy(words) != waiting.draft.proposal:
        waiting = _reread(waiting, words, read)
    for name, value in fields.items():
        changed = _fill_one(waiting, name, value)
        if isinstance(changed, str):
            problems.append(changed)
        elif changed is not None:
            waiting = changed
    return waiting, problems


def _fill_one(waiting: Waiting, name: str, value: Any) -> Waiting | str | None:
    if name in ("quote", "contact"):
        yes = value is True or str(value).strip().lower() in ("true", "yes", "1", "on")
        return waiting.model_copy(update={"draft": waiting.draft.model_copy(update={name: yes})})
    if name in ("theme", "themes"):
        return _fill_themes(waiting, value)
    if name in VALUED and isinstance(value, str) and value.strip():
        return None if value == getattr(waiting.draft, name) else _valued(waiting, name, value)
    if name in WRITTEN and name != "proposal" and isinstance(value, str):
        same = tidy(value) == getattr(waiting.draft, name)
        return None if same or (name == "title" and not value.strip()) else tell(waiting, [(name, tidy(value)[:1_000])])
    return None


def _fill_themes(waiting: Waiting, value: Any) -> Waiting | None:
    given = value if isinstance(value, str | list | tuple) else ()
    themes = themes_in(given)
    if not themes or themes == waiting.draft.themes:
        return None
    changed = waiting.draft.model_copy(update={"themes": themes})
    return waiting.model_copy(update={"draft": changed, "told": _with(waiting.told, "themes")})
