"""The deck: planned as plain data, then written with python-pptx."""
