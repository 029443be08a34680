"""The migrations of the inbox, by number; a step that was released is never changed."""

from services.inbox.persistence.migrations import m0001_contacts_have_a_version

MIGRATIONS = (m0001_contacts_have_a_version.MIGRATION,)
