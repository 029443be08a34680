"""WhatsApp Cloud API: messages, edits, echoes of the Business app, statuses."""

from channels.whatsapp.channel import WhatsAppChannel

CHANNELS = (WhatsAppChannel(),)
