"""Plain data that every layer shares: the document tree, values, data, charts and drawings."""
