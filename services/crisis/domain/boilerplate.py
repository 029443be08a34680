"""What is the same in all mail of a sender, such as footers and disclaimers: known by standing below unlike texts.

A message is its leading text and the blocks (lines) below it. A block that several contacts sent below different
leading texts says nothing of the matter and is boilerplate. What many send below one leading text is what they say.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

LEADS_NEEDED = 3  # unlike texts, by as many contacts, that a block stands below before it counts as boilerplate
BLOCKS_MOST = 12  # of one message, from its end, that are looked at
BLOCK_LETTERS = 12  # shorter blocks cannot make two texts alike
GREETING_WORDS = 5  # a first line of so few words that ends like a greeting is not what the text leads with
GREETING_ENDS = (",", "!", ":", "\uff0c", "\uff01", "\u3001")


@dataclass(frozen=True, slots=True)
class Layout:
    """A text as its leading text and the blocks below, both as written, and each block cleaned.

    `opening` is the first line after a greeting, cleaned: by it leading texts are told apart. It may be a block, which
    is no evidence then; the first `unproven` blocks are none.
    """

    lead: str
    opening: str
    blocks: tuple[tuple[str, str], ...] = ()
    unproven: int = 0


@dataclass(frozen=True, slots=True)
class BlockUse:
    """Who sent a block below what: hashes of leading texts and of contacts, each of them once, the first few."""

    leads: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()

    @property
    def is_boilerplate(self) -> bool:
        """Whether it stood below enough unlike texts of different contacts."""
        return len(self.leads) >= LEADS_NEEDED

    def seen(self, lead: str, contact: str) -> BlockUse:
        """With one use more; one of a contact or below a text that is known already adds nothing."""
        if self.is_boilerplate or lead in self.leads or contact in self.contacts:
            return self
        return replace(self, leads=(*self.leads, lead), contacts=(*self.contacts, contact))


@dataclass(frozen=True, slots=True)
class Sighting:
    """A block of one message, by hash, below a leading text of a contact."""

    block: str
    lead: str
    contact: str


def laid_out(text: str, cleaned: Callable[[str], str]) -> Layout:
    """Part a text below its first line; a greeting opens nothing. Looks at the last blocks only."""
    lines = [line for line in text.splitlines() if line.strip()]
    greeted = len(lines) > 1 and _is_greeting(lines[0])
    top = max(1, len(lines) - BLOCKS_MOST)
    opening = cleaned(lines[greeted]) if lines else ""
    blocks = tuple((line, cleaned(line)) for line in lines[top:])
    return Layout("\n".join(lines[:top]), opening, blocks, int(greeted and top == 1))


def sightings(layout: Layout, contact: str, hashed: Callable[[str], str]) -> list[Sighting]:
    """The blocks of a message that may be boilerplate, with what they stand below."""
    lead, sender = hashed(layout.opening), hashed(contact)
    return [
        Sighting(hashed(words), lead, sender)
        for _, words in layout.blocks[layout.unproven :]
        if len(words) >= BLOCK_LETTERS
    ]


def own_words(layout: Layout, boilerplate: Collection[str], hashed: Callable[[str], str]) -> str:
    """A text without its boilerplate; its first line always stays."""
    return "\n".join((layout.lead, *(line for line, words in layout.blocks if hashed(words) not in boilerplate)))


def used(known: Mapping[str, BlockUse], seen: Iterable[Sighting]) -> dict[str, BlockUse]:
    """The uses of these blocks after some sightings; those that nothing was added to are left out."""
    uses = dict(known)
    for each in seen:
        uses[each.block] = uses.get(each.block, BlockUse()).seen(each.lead, each.contact)
    return {block: use for block, use in uses.items() if use != known.get(block, BlockUse())}


def _is_greeting(line: str) -> bool:
    return len(line.split()) <= GREETING_WORDS and line.rstrip().endswith(GREETING_ENDS)
