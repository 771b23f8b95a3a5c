"""Mail on its way: composed, handed over, failures told apart."""
