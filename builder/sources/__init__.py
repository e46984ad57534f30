"""Where data come from: kinds of source, and the DuckDB dataset that queries run over."""
