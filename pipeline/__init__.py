"""nodis: an office that works by e-mail."""
