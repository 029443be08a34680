"""The rules of routing: plain Python over values, no clock, no client, no library."""
