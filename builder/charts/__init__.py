"""Marks, drawn once on Matplotlib Figures and recorded as `Drawing`s, or described as native charts."""
