"""Messages become contacts, conversations, triage, SLA clocks and replies."""
