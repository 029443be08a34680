"""Meta's Messenger Platform: Messenger with its Facebook Page, and Instagram, which differ in words only."""

from channels.meta.channel import InstagramChannel, MessengerChannel

CHANNELS = (MessengerChannel(), InstagramChannel())
