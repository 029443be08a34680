"""Language detection by py3langid, in the form the rules ask for."""

from __future__ import annotations

import ctypes
import gc
import mmap
import sys
import tempfile
from array import array
from collections.abc import Callable
from functools import cache, lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_CODES = """ar bg cs da de el en es et fa fi fr
he hi hr hu id it ja ko lt lv ms nl no pl pt ro ru sk sl sr sv th tr uk vi zh"""
LANGUAGES = tuple(_CODES.split())
"""The languages told apart: those of customers. Fewer than the model knows, because a short text is often sure and
wrong about a language nobody here writes, and each language costs memory."""

REMEMBERED_TEXTS = 2_048


@cache
def detector() -> Callable[[str], tuple[str, float]]:
    """Return the detector of this process; the first call loads its model, half a second and about 15 MB."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LANGUAGES)
    identifier._full_model = None  # frees the columns of the other languages; nothing restricts it again
    identifier.tk_nextmove = _on_disk(identifier.tk_nextmove)
    identifier.tk_output, identifier._rowbase = array("i", identifier.tk_output), array("i", identifier._rowbase)
    gc.collect()
    _give_back_memory()
    return lru_cache(REMEMBERED_TEXTS)(identifier.classify)  # in a crisis the same words come a thousand times


def _on_disk(table: array[int]) -> memoryview:
    """Map a table from a file without a name: 40 MB of transitions, of which real texts touch a few."""
    with tempfile.TemporaryFile() as file:
        table.tofile(file)
        file.flush()
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)).cast("I")


def _give_back_memory() -> None:
    """Unpacking the model takes twice its size; glibc keeps what was freed until it is asked."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:  # musl has none
            trim(0)
