"""The parts of the `soundings` command, one file a subject. Slow things are imported inside the functions."""
