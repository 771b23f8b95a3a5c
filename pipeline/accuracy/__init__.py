"""How well letters and replies are understood, by models that have not seen the hand that they judge."""
