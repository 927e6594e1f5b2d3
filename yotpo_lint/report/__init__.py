"""Describe a run: the content of report.json, findings as tables with messages, redaction, and the notebook view."""
