"""The shape of a crisis as it was recorded: messages of each hour, in hundredths of those of the worst one.

Counted from public hourly counts of posts; there is nothing of a post in them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

BURST: Sequence[int] = (0, 0, 0, 5, 21, 61, 100, 45, 20, 11, 8, 9, 15, 18, 19, 20, 16, 13)
"""An explosion: nobody speaks of it, three hours later everybody does (West, Texas, April 2013)."""
LASTING: Sequence[int] = (10, 7, 2, 2, 10, 45, 86, 71, 90, 81, 93, 100, 76, 55, 69, 43, 38, 36)
"""A train that derails and burns: most of a day near the worst (Lac-Megantic, July 2013)."""
SHAPES: Mapping[str, Sequence[int]] = {"burst": BURST, "lasting": LASTING}
TURN_SECONDS = 300  # in which an hour's rate becomes the next one's: a crowd comes in minutes


def arrivals(shape: Sequence[int], ordinary: float, peak: float) -> list[float]:
    """Records a second of a crisis: `ordinary` where nothing happens, `peak` in the worst hour."""
    levels = [max(ordinary, peak * each / 100.0) for each in shape]
    found = []
    for before, level in zip([ordinary, *levels], levels, strict=False):
        turning = [before + (level - before) * second / TURN_SECONDS for second in range(TURN_SECONDS)]
        found += [*turning, *[level] * (3_600 - TURN_SECONDS)]
    return found
