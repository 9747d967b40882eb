"""Writing first: a word into a person's own chat, later and without being asked."""

from collections.abc import Callable
from typing import Any, Protocol

from bot.channels.teams.addresses import AddressBook
from bot.conversation.messages import Reply
from knowledge.deliveries import Deliveries
from knowledge.proposals.notices import Notice

ANNOUNCEMENT = "announcement"
CHANNEL = "teams"


class News(Protocol):
    """The queue of what contributors are to be told; see `knowledge.proposals.notices`."""

    def take(self, channels: list[str], limit: int = 20) -> list[Notice]:
        """Hold what is due for these channels."""
        ...

    def told(self, notice: int) -> None:
        """It is told."""
        ...

    def failed(self, notice: int) -> None:
        """Try again later."""
        ...


class Telling:
    """Puts "you said, we did" into the delivery queue: once each, for people whose own chat we know."""

    def __init__(self, news: Callable[[], News], deliveries: Deliveries, addresses: AddressBook, tenant: str) -> None:
        self._news = news
        self._deliveries = deliveries
        self._addresses = addresses
        self._tenant = tenant

    def __call__(self) -> list[str]:
        """Queue what is due; gives the events to begin at once. What is in the queue already is not put there twice."""
        news = self._news()
        begun = []
        for notice in news.take([CHANNEL]):
            if not self._reachable(notice.address):
                news.failed(notice.id)
                continue
            event = f"notice {notice.reference} {notice.id}"
            if announce(self._deliveries, notice.address, event, Reply(kind="message", text=notice.text)):
                begun.append(event_of(notice.address, event))
            news.told(notice.id)
        return begun

    def _reachable(self, person: str) -> bool:
        """Whether we know the person's own chat, in their tenant, which is (still) ours."""
        address = self._addresses.find(person)
        if address is None or not person.startswith(f"{CHANNEL}:{address.tenant}/"):
            return False
        return self._tenant in {"", address.tenant}


def event_of(person: str, event: str) -> str:
    """The name of an announcement in the queue."""
    return f"{ANNOUNCEMENT} {event} {person}"


def announce(deliveries: Deliveries, person: str, event: str, reply: Reply) -> bool:
    """Have a reply written to a person (`teams:tenant/object`) once for each `event`; False when that was done before.

    Any process may ask: the server sends it, also after an outage. Where the chat is was kept, sealed, when the person
    last wrote there.
    """
    said = {"type": ANNOUNCEMENT, "person": person, "reply": reply.model_dump(mode="json")}
    return deliveries.accept(event_of(person, event), said)


def read_announcement(event: dict[str, Any]) -> tuple[str, Reply] | None:
    """Person and reply of an announcement; None when it is something else."""
    return (event["person"], Reply.model_validate(event["reply"])) if event.get("type") == ANNOUNCEMENT else None
