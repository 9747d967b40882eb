"""The conversation core, free of vendors: routing, answering, proposing; replies are data."""
