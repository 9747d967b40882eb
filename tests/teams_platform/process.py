"""Our app with everything real, as a process of its own, so that it can be killed.

`python -m teams_platform.process HOME METADATA_URL PORT LATER`: LATER is how many seconds its clock is ahead, so that
what a killed process held is free to be taken up at once.
"""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from teams_platform.connector import OUTBOUND
from teams_platform.tokens import BOT_ID, TENANT

from bot.app import Soundings
from bot.channels.teams.app import mount
from bot.settings import Settings


def main() -> None:
    home, metadata_url, port, later = sys.argv[1:5]
    settings = Settings(
        home=Path(home),
        teams_client_id=BOT_ID,
        teams_tenant_id=TENANT,
        teams_openid_metadata_url=metadata_url,
        secret_text="a secret for tests only",
    )
    parts = Soundings(settings)
    parts.embedder.embed(["warm up"])
    ahead = timedelta(seconds=float(later))
    app = FastAPI()
    token = lambda _scope, _tenant: OUTBOUND  # noqa: E731
    running = mount(app, parts, token=token, now=lambda: datetime.now(UTC) + ahead, every=0.1)
    app.router.lifespan_context = lambda _app: running
    uvicorn.run(app, port=int(port), log_level="error", ws="none")


if __name__ == "__main__":
    main()
