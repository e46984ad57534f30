"""From files as users write them to a `ReportSource`."""
