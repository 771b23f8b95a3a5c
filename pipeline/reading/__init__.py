"""What files say: pages of words, in child processes with limits."""
