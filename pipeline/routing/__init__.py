"""Which SOP a letter goes to, and what it misses. Pure."""
