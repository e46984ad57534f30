"""The brief: a PDF composed with ReportLab."""
