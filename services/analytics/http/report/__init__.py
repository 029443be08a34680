"""The overview for people: a spreadsheet and a page with plots, made of text alone."""
