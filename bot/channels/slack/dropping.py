"""Files dropped into the direct messages: fetched from Slack, of a sane size, and really a file."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp

LARGEST = 20_000_000
TIMEOUT = aiohttp.ClientTimeout(total=60)


@dataclass(frozen=True)
class Files:
    """Fetches files with the workspace's token."""

    token_of: Callable[[str], Awaitable[str | None]]

    async def fetch(self, team: str, file: dict[str, Any]) -> bytes | str:
        """The content of a file, or a sentence saying why not."""
        name, url = str(file.get("name") or "that file"), str(file.get("url_private_download") or "")
        if int(file.get("size") or 0) > LARGEST:
            return f"{name} is larger than 20 MB, which is more than I can take. Please split it."
        if file.get("mode") not in {"hosted", "snippet", None} or not url.startswith("http"):
            return f"{name} is kept outside Slack, so I cannot read it. Please drop the file itself."
        try:
            content, kind = await self._get(url, await self.token_of(team) or "")
        except (TimeoutError, aiohttp.ClientError):
            return f"I could not fetch {name} from Slack. Please drop it again in a moment."
        if len(content) > LARGEST:
            return f"{name} is larger than 20 MB, which is more than I can take. Please split it."
        if kind == "text/html" and "html" not in str(file.get("mimetype")):
            return f"Slack did not let me read {name}. The app may need to be installed again, with `files:read`."
        return content

    async def _get(self, url: str, token: str) -> tuple[bytes, str]:
        async with (
            aiohttp.ClientSession(timeout=TIMEOUT) as session,
            session.get(url, headers={"Authorization": f"Bearer {token}"}) as response,
        ):
            response.raise_for_status()
            return await response.content.read(LARGEST + 1), response.content_type
