"""Rules over a resolved document, one a file."""
