"""Counting a brand's numbers anew beside those in use: record, beginning, comparison, switch and removal."""
