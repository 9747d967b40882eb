"""Talks: channels, conversation, web pages, command line."""
