"""Which playbooks fit what happens, the best first, each with its reasons in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from services.crisis.domain.playbook import Playbook, PlaybookFit
from services.crisis.domain.severity import Severity
from services.crisis.domain.story_text import IDEOGRAPHS, SYLLABLES
from services.crisis.domain.views import Measure

WORD = re.compile(r"\w+")
UNSPACED = re.compile(rf"[{IDEOGRAPHS}{SYLLABLES}\u0e00-\u0e7f]")
"""Signs of scripts that put no space between words, or put endings right behind them: there a word is found within."""


@dataclass(frozen=True, slots=True)
class Happening:
    """What is known of an incident: its title, the measures that surged, and the texts of stories that grow."""

    title: str
    severity: Severity
    measures: Collection[Measure] = ()
    stories: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class FittingPlaybook:
    """A playbook that fits; `reasons` quote its own words alone.

    `is_telling` where a signal or a word is among them: a severity alone says nothing of the kind of crisis.
    """

    playbook: Playbook
    reasons: tuple[str, ...]
    is_telling: bool = False


def ranked(playbooks: Iterable[Playbook], happening: Happening) -> list[FittingPlaybook]:
    """The playbooks that fit, the best first.

    More words named in the title go before more words named in stories, those before more signals, and these before a
    graver least severity; equals are in the order of their ids.
    """
    title, stories = _plain(happening.title), [_plain(text) for text in happening.stories]
    found = []
    for playbook in playbooks:
        fits = playbook.fits
        if fits is None or (fits.min_severity or 1) > happening.severity:
            continue
        titled = tuple(word for word in fits.words if _names(title, word))
        told = tuple(word for word in fits.words if word not in titled and any(_names(each, word) for each in stories))
        surged = tuple(measure for measure in fits.signals if measure in happening.measures)
        reasons = _reasons(fits, titled, told, surged)
        if reasons:
            order = (-len(titled), -len(told), -len(surged), -(fits.min_severity or 0), playbook.id)
            found.append((order, FittingPlaybook(playbook, reasons, bool(titled or told or surged))))
    return [fitting for _, fitting in sorted(found, key=lambda each: each[0])]


def _reasons(
    fits: PlaybookFit, titled: Sequence[str], told: Sequence[str], surged: Sequence[Measure]
) -> tuple[str, ...]:
    reasons = []
    if titled:
        reasons.append(f"named in the title: {', '.join(titled)}")
    if told:
        reasons.append(f"named in a growing story: {', '.join(told)}")
    reasons += [f"for {measure} signals" for measure in surged]
    if fits.min_severity is not None:
        reasons.append(f"from severity {fits.min_severity}")
    return tuple(reasons)


def _plain(text: str) -> str:
    """The words of a text, whatever their case, their form in Unicode and the marks between them."""
    return " ".join(WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def _names(text: str, word: str) -> bool:
    """Whether a plain text has a word, or a phrase, as a whole."""
    wanted = _plain(word)
    if UNSPACED.search(wanted):
        return wanted.replace(" ", "") in text.replace(" ", "")
    return bool(wanted) and f" {wanted} " in f" {text} "
