"""What in a text identifies a person: one module for each kind, and one that looks for them all."""
