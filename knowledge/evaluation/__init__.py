"""What is measured, and the labelled text it is measured on. `soundings evaluate` runs it."""
