"""Dead letters: records a group could not use, with their origin and a reason code; listed, shown, replayed.

They stand in `<topic>.dead.<group>` with the key, value and headers they had, and the `muster-` headers: where
they first stood, why and how often they failed: codes and numbers, never the text of an exception. A replay goes
through the retry topic of the origin and leaves a note beside the dead letter.
"""

from chassis.messaging.dead_letters.dead_letter import DeadLetter
from chassis.messaging.dead_letters.operations import DeadLetters

__all__ = ["DeadLetter", "DeadLetters"]
