"""The rules of crisis: plain Python over frozen values, no clock, no store, no library."""
