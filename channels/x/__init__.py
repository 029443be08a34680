"""X: posts that mention or answer the brand, and direct messages, from account activity webhooks."""

from channels.x.channel import XChannel

CHANNELS = (XChannel(),)
