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

PLACES = ("the title", "a story that surges", "a growing story")
"""Where words are looked for, in this order."""
WORD = re.compile(r"\w+")
UNSPACED = re.compile(rf"[{IDEOGRAPHS}{SYLLABLES}\u0e00-\u0e7f]")
"""Signs of scripts that put no space between words, or put endings right behind them: there a word is found within."""


@dataclass(frozen=True, slots=True)
class Happening:
    """What is known of an incident: its title, the measures that surged, and the texts of stories.

    `surging` are those that raised signals of it, `stories` those that grow.
    """

    title: str
    severity: Severity
    measures: Collection[Measure] = ()
    stories: Sequence[str] = ()
    surging: Sequence[str] = ()


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
    title = [_plain(happening.title)]
    surging, growing = ([_plain(text) for text in texts] for texts in (happening.surging, happening.stories))
    found = []
    for playbook in playbooks:
        fits = playbook.fits
        if fits is None or (fits.min_severity or 1) > happening.severity:
            continue
        said = _said(fits.words, (title, surging, growing))
        surged = tuple(measure for measure in fits.signals if measure in happening.measures)
        reasons = _reasons(fits, said, surged)
        if reasons:
            titled, told = len(said[0]), len(said[1]) + len(said[2])
            order = (-titled, -told, -len(surged), -(fits.min_severity or 0), playbook.id)
            found.append((order, FittingPlaybook(playbook, reasons, bool(titled or told or surged))))
    return [fitting for _, fitting in sorted(found, key=lambda each: each[0])]


def _said(words: Sequence[str], places: Sequence[Sequence[str]]) -> list[list[str]]:
    """The words that each place has, each word in the first place that has it."""
    said: list[list[str]] = []
    rest = list(words)
    for texts in places:
        said.append([word for word in rest if any(_names(text, word) for text in texts)])
        rest = [word for word in rest if word not in said[-1]]
    return said


def _reasons(fits: PlaybookFit, said: Sequence[Sequence[str]], surged: Sequence[Measure]) -> tuple[str, ...]:
    reasons = [f"named in {place}: {', '.join(words)}" for place, words in zip(PLACES, said, strict=True) if words]
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
