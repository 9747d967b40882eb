"""Proposals: what people ask to change."""
