"""How people reach the assistant. Each channel only translates; channels do not know each other."""
