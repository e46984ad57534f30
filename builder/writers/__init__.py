"""From a resolved `Document` to files: one package a format."""
