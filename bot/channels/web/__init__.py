"""The web channel: the chat page, the HTTP API, and the pages both rest on."""
