"""E-mail: raw RFC 5322 messages in, posted by a mail server's pipe; SMTP out."""

from channels.email.channel import EmailChannel

CHANNELS = (EmailChannel(),)
