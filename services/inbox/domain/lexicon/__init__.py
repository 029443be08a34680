"""The word lists of sentiment, one module a language; written for this project."""

from services.inbox.domain.lexicon.de import GERMAN
from services.inbox.domain.lexicon.en import ENGLISH
from services.inbox.domain.lexicon.entry import Lexicon
from services.inbox.domain.lexicon.fr import FRENCH
from services.inbox.domain.lexicon.nl import DUTCH

LEXICONS: dict[str, Lexicon] = {"en": ENGLISH, "nl": DUTCH, "de": GERMAN, "fr": FRENCH}

__all__ = ["LEXICONS", "Lexicon"]
