"""Tokens: the one vocabulary in which a seat says what it can do and a task says what it needs.

A task fits a seat when every token of the task is among the seat's tokens. So fit is a subset test in memory and an
equality in a multikey index, and no kind of requirement needs a query of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

KIND_RANK = {"cert": 0, "skill": 1, "team": 2, "lang": 3, "queue": 4}  # rarest kind first, before anything is counted


def language(tag: str) -> str:
    """The token of a language as a task asks for it; BCP 47 tags do not care about case."""
    return f"lang:{tag.lower()}"


def languages(tags: Iterable[str]) -> frozenset[str]:
    """The tokens of speaking these languages: `nl-BE` serves those who ask for `nl-be` and those who ask for `nl`."""
    lowered = [tag.lower() for tag in tags]
    return frozenset(f"lang:{each}" for tag in lowered for each in (tag, tag.split("-", 1)[0]))


def skill(name: str, level: int) -> str:
    """The token of a skill at a level."""
    return f"skill:{name}:{level}"


def skills(levels: Mapping[str, int]) -> frozenset[str]:
    """The tokens of having skills: level 4 carries the tokens for 1 to 4."""
    return frozenset(skill(name, each) for name, level in levels.items() for each in range(1, level + 1))


def certificate(name: str) -> str:
    """The token of a certificate."""
    return f"cert:{name}"


def certificates_in(tokens: Iterable[str]) -> frozenset[str]:
    """The certificates named by tokens."""
    return frozenset(token.split(":", 1)[1] for token in tokens if kind(token) == "cert")


def team(name: str) -> str:
    """The token of a department."""
    return f"team:{name}"


def queue(name: str) -> str:
    """The token of working in a queue."""
    return f"queue:{name}"


def kind(token: str) -> str:
    """The kind of a token: `cert`, `skill`, `team`, `lang` or `queue`."""
    return token.split(":", 1)[0]


def skill_of(token: str) -> tuple[str, int]:
    """The name and level in a skill token."""
    _, rest = token.split(":", 1)
    name, level = rest.rsplit(":", 1)
    return name, int(level)


def rarity(token: str) -> tuple[int, int]:
    """How rare a token is likely to be, lower is rarer: by kind, then a higher level before a lower one."""
    level = skill_of(token)[1] if kind(token) == "skill" else 0
    return KIND_RANK.get(kind(token), len(KIND_RANK)), -level


def pool(tokens: Iterable[str]) -> str:
    """The signature of a set of requirements: tasks of one pool can be served by the same seats."""
    return "|".join(sorted(tokens))


def tokens_of(pool_: str) -> tuple[str, ...]:
    """The tokens a signature was made of."""
    return tuple(pool_.split("|")) if pool_ else ()
