"""Writing to Teams, and what can come back: done, wait, try later, or never."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx
from microsoft_teams.api.activities.message import MessageActivityInput
from microsoft_teams.api.activities.typing import TypingActivityInput
from microsoft_teams.api.clients import ApiClient
from microsoft_teams.api.clients.conversation import CreateConversationParams
from microsoft_teams.api.models import Account, ChannelData, ConversationAccount

from bot.channels.teams.addresses import Address

A = TypeVar("A", MessageActivityInput, TypingActivityInput)
WAIT, LONGEST_WAIT = 5.0, 600.0
DONE = "completed streamed message"
"""What Teams says to a second end of a stream."""
NO_ID = "DO_NOT_USE_PLACEHOLDER_ID"
PASSING = {408, 412, 425, 429}


class NotNow(Exception):
    """Teams is down or asks us to wait: try again after so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"try again in {seconds:.0f} s")
        self.seconds = seconds


class Never(Exception):
    """Teams refuses this for good: the chat is gone, or the bot was removed from it."""


class Sender:
    """Writes activities through the package's API client."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    async def send(self, address: Address, message: MessageActivityInput) -> str:
        """Write a message; gives its id. Raises NotNow or Never."""
        async with _failures():
            sent = await self._at(address).conversations.create_activity(
                address.conversation, _signed(message, address)
            )
            return sent.id

    async def typing(self, address: Address) -> None:
        """Show that we are at work. Raises NotNow or Never."""
        async with _failures():
            activity = _signed(TypingActivityInput(), address)
            await self._at(address).conversations.create_activity(address.conversation, activity)

    async def begin_stream(self, address: Address, text: str) -> str:
        """Show what is being done where the answer will appear; gives the stream's id. Personal chats only."""
        async with _failures():
            activity = TypingActivityInput(text=text, channel_data=ChannelData(stream_type="informative"))
            signed = _signed(activity.add_stream_update(1), address)
            begun = await self._at(address).conversations.create_activity(address.conversation, signed)
            return "" if begun.id == NO_ID else begun.id

    async def end_stream(self, address: Address, stream: str, message: MessageActivityInput) -> str:
        """Put the message where the stream is; gives its id. A stream ends once: a repeat changes nothing.

        Raises NotNow or Never.
        """
        final = message.model_copy(deep=True)
        final.id = stream
        final.text = final.text or getattr(final, "summary", "")
        try:
            return await self.send(address, final.add_stream_final())
        except Never as never:
            if DONE in str(never).lower():
                return stream
            return await self.send(address, message)  # too late for the stream, or none is allowed here

    async def open_chat(self, address: Address) -> Address:
        """The personal chat with the person of `address`, made if need be. Raises NotNow or Never."""
        async with _failures():
            made = await self._at(address).conversations.create(
                CreateConversationParams(
                    members=[Account(id=address.user)],
                    tenant_id=address.tenant,
                    channel_data={"tenant": {"id": address.tenant}},
                )
            )
        return address.model_copy(update={"conversation": made.id})

    def _at(self, address: Address) -> ApiClient:
        return self._api.from_service_url(address.service_url)


def _signed(activity: A, address: Address) -> A:
    activity.from_ = Account(id=address.bot)
    activity.conversation = ConversationAccount(id=address.conversation, tenant_id=address.tenant or None)
    return activity


@asynccontextmanager
async def _failures() -> AsyncIterator[None]:
    try:
        yield
    except httpx.HTTPStatusError as error:
        status = error.response.status_code
        if status in PASSING or status >= 500:
            raise NotNow(_wait(error.response)) from error
        raise Never(f"Teams answered {status}: {error.response.text[:300]}") from error
    except httpx.HTTPError as error:
        raise NotNow(WAIT) from error


def _wait(response: httpx.Response) -> float:
    """Seconds to wait, as `Retry-After` says: in seconds, or as a date."""
    said = response.headers.get("Retry-After", "")
    if said.replace(".", "", 1).isdigit():
        return min(float(said), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return WAIT
    return min(max((until - datetime.now(UTC)).total_seconds(), 0.0), LONGEST_WAIT)
