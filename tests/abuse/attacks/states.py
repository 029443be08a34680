"""Commands that no state allows, an attack for each thing that has states."""

from __future__ import annotations

from functools import partial

from tests.abuse.attack import Attack
from tests.abuse.states import play_states
from tests.abuse.things import all_things

ATTACKS = [
    Attack(f"{thing.name}_states", f"every command of a {thing.name} in every state", partial(play_states, thing))
    for thing in all_things()
]
