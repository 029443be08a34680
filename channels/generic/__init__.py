"""The generic signed webhook (Standard Webhooks): any system that speaks the canonical form, both ways."""

from channels.generic.channel import GenericChannel

CHANNELS = (GenericChannel(),)
