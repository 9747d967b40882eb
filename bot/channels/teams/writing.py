"""Writing first: a word into a person's own chat, later and without being asked."""

from typing import Any

from knowledge.deliveries import Deliveries

ANNOUNCEMENT = "announcement"


def announce(deliveries: Deliveries, person: str, event: str, text: str) -> bool:
    """Have `text` written to a person (`teams:tenant/object`) once for each `event`; False when that was done before.

    Any process may ask: the server sends it, also after an outage. Where the chat is was kept, sealed, when the person
    last wrote there.
    """
    return deliveries.accept(f"announcement {event} {person}", {"type": ANNOUNCEMENT, "person": person, "text": text})


def read_announcement(event: dict[str, Any]) -> tuple[str, str] | None:
    """Person and text of an announcement; None when it is something else."""
    return (event["person"], event["text"]) if event.get("type") == ANNOUNCEMENT else None
