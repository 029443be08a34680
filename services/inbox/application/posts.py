"""What posts are made of, joined: how they come, and how they are sent."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.clock import Clock
from services.inbox.application.directory import Directory
from services.inbox.application.ports import UnitOfWork
from services.inbox.application.post_sending import PostSender
from services.inbox.application.publishing import PublicationIntake
from services.inbox.application.reply_ports import Sending


@dataclass(frozen=True, slots=True)
class BrandPosts:
    """What is done on platforms beside replying."""

    publishing: PublicationIntake
    sender: PostSender


def posts(unit: UnitOfWork, directory: Directory, sending: Sending, clock: Clock) -> BrandPosts:
    """Join them over a store; `sending` is the way out."""
    return BrandPosts(PublicationIntake(unit, clock), PostSender(unit, directory, sending, clock))
