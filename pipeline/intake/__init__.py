"""The mailbox: messages in, parsed and told apart."""
