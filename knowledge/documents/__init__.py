"""Documents, their versions and their passages."""
