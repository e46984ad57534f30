"""Report builder: one Markdown source with SQL becomes a PDF brief and a PowerPoint deck."""
