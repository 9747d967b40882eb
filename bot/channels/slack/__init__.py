"""Slack: translates between Slack's events, blocks and views and the conversation core. Decides nothing else."""
