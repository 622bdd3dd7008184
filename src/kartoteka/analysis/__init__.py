"""What a text says about itself: its language, and whether it can be trusted as text."""
