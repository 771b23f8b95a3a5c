"""What a letter says: fields with evidence. Pure."""
