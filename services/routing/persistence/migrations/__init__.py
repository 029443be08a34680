"""The migrations of routing, by number; a step that was released is never changed."""

from services.routing.persistence.migrations import m0001_employees_say_what_they_hold

MIGRATIONS = (m0001_employees_say_what_they_hold.MIGRATION,)
