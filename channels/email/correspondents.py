"""Who a mail is from and whom it went to, also where a machine sent it in the name of somebody else."""

from __future__ import annotations

from email.message import Message

from channels.email.automatic import is_nobody
from channels.email.fields import all_addresses, first_address
from channels.reading import Unreadable
from contracts.channel import COPIES_LIMIT


def writer_of(head: Message, sender: tuple[str, str], own: str) -> tuple[str, str]:
    """Who wrote: the sender, or whoever is to be answered where a form of the brand's website sent in their name.

    What the brand's address sent out of its domain is the brand's own, wherever it is to be answered.
    """
    receivers = all_addresses(head, "to", "cc")
    is_sent_out = own not in receivers and any(not each.endswith(own[own.rfind("@") :]) for each in receivers)
    if is_sent_out if sender[1] == own else not is_nobody(sender[1]):
        return sender
    answered = first_address(head, "reply-to")
    return answered if answered is not None and answered[1] != own and not is_nobody(answered[1]) else sender


def receiver_of(head: Message, own: str) -> tuple[str, str] | None:
    """Whom the brand's own mail went to, None where it went to the brand itself and so is nobody's answer."""
    for name in ("to", "cc", "bcc"):
        receiver = first_address(head, name)
        if receiver is not None and receiver[1] != own:
            return receiver
    if not all_addresses(head, "to", "cc", "bcc"):
        raise Unreadable("receiver_unknown", key="To")
    return None


def others_of(head: Message, own: str, writer: str) -> tuple[str, ...]:
    """Whom else the mail went to, as it names them."""
    others = all_addresses(head, "to", "cc") - {own, writer}
    return tuple(sorted(each for each in others if not is_nobody(each)))[:COPIES_LIMIT]
