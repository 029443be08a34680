"""How many people write when: a calm day, flights that stop, a steep rise, and the long tail; seeded, so it repeats."""

from __future__ import annotations

import random
from dataclasses import dataclass

from deploy.demo.phrases import CITIES, CRISIS, DAY, Phrases

LANGUAGES = {"en": 0.45, "nl": 0.30, "de": 0.15, "es": 0.10}
CHANNELS = {"x": 0.40, "messenger": 0.20, "whatsapp": 0.20, "email": 0.08, "generic": 0.12}
STORIES = {"rumour": 0.40, "cancelled": 0.27, "stranded": 0.15, "refund": 0.14, "medicine": 0.04}
RUMOUR = "rumour"  # shared as it stands, in one language
TOPICS = {"baggage": 0.35, "booking": 0.45, "praise": 0.20}


@dataclass(frozen=True, slots=True)
class Shape:
    """The day in seconds of play, and messages a second at its base and at its peak."""

    calm: float = 30.0
    rise: float = 12.0
    peak: float = 16.0
    fall: float = 14.0
    base_rate: float = 0.4
    peak_rate: float = 40.0

    @property
    def length(self) -> float:
        """Seconds of play in all."""
        return self.calm + self.rise + self.peak + self.fall

    def rate(self, second: float) -> float:
        """Messages a second at a moment: exponential in the rise, as a crowd is, and again in the fall."""
        growth = self.peak_rate / self.base_rate
        if second < self.calm:
            return self.base_rate
        second -= self.calm
        if second < self.rise:
            return float(self.base_rate * growth ** (second / self.rise))
        second -= self.rise
        if second < self.peak:
            return self.peak_rate
        return float(self.peak_rate * growth ** (-(second - self.peak) / self.fall))


@dataclass(frozen=True, slots=True)
class DemoPost:
    """One message of the scenario; `second` is when it is written, counted from the start of play."""

    number: int
    second: float
    channel: str
    language: str
    author: str
    followers: int
    text: str
    story: str | None


class Crowd:
    """Draws who writes what; the same seed gives the same crowd."""

    def __init__(self, seed: int, shape: Shape) -> None:
        """`seed` fixes every choice."""
        self._random = random.Random(seed)  # noqa: S311 - a scenario must repeat, it guards nothing
        self._shape = shape
        self._number = 0

    def posts(self) -> list[DemoPost]:
        """All messages in order of time: a Poisson process thinned to the shape's rate."""
        shape, posts, second = self._shape, list[DemoPost](), 0.0
        while True:
            second += self._random.expovariate(shape.peak_rate)
            if second >= shape.length:
                return posts
            if self._random.random() < shape.rate(second) / shape.peak_rate:
                posts.append(self._post(second))

    def _pick(self, weights: dict[str, float]) -> str:
        return self._random.choices(list(weights), list(weights.values()))[0]

    def _post(self, second: float) -> DemoPost:
        self._number += 1
        crisis = second >= self._shape.calm and self._random.random() < 0.9
        topic = self._pick(STORIES if crisis else TOPICS)
        language = "en" if topic == RUMOUR else self._pick(LANGUAGES)
        return DemoPost(
            number=self._number,
            second=second,
            channel=self._pick(CHANNELS),
            language=language,
            author=f"person{self._random.randrange(100_000):05d}",
            followers=int(self._random.paretovariate(1.1) * 40),
            text=self._words(CRISIS if crisis else DAY, topic, language),
            story=topic if crisis else None,
        )

    def _words(self, phrases: Phrases, topic: str, language: str) -> str:
        sentence = self._random.choice(phrases[topic][language])
        flight = f"MU{self._random.randrange(100, 999)}"
        reference = "".join(self._random.choices("BCDFGHJKLMNPQRSTVWXZ23456789", k=6))
        return sentence.format(city=self._random.choice(CITIES), flight=flight, ref=reference)
