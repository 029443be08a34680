"""Approved statements go out as the brand's own posts: asked for here, sent by the inbox, told in the timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from contracts.ids import derived_id
from services.crisis.application.accounts import Account, AccountsCopy, Unfit, unfit_for
from services.crisis.application.caller import CommandCaller, incident_for
from services.crisis.application.status_updates import fulfil_first_update
from services.crisis.application.unit_of_work import Missing, UnitOfWork, Units
from services.crisis.domain.publication import PublicationTold, asked, told
from services.crisis.domain.statement import Statement, check_usable, publication_on, with_publication
from services.crisis.events import publication_requested

SAID = {
    "sent": "is published on",
    "failed": "could not be published on",
    "unknown": "may or may not be published, which has to be looked at, on",
    "withheld": "stays in the drill and is not published on",
}


class AccountsUnfit(Exception):
    """Accounts cannot take the statement; `found` says why, by their place in the request."""

    def __init__(self, found: Mapping[int, Unfit]) -> None:
        super().__init__(", ".join(each.code for each in found.values()))
        self.found = dict(found)


class PublicationCommands:
    """The commands on publications, and what the inbox says of them."""

    def __init__(self, units: Units, accounts: AccountsCopy) -> None:
        """`accounts` has the brands' integrations."""
        self._units = units
        self._accounts = accounts

    async def publish(
        self, caller: CommandCaller, incident: str, statement: str, integrations: Sequence[str]
    ) -> Statement:
        """Have a statement published on accounts, each once however often it is asked for; a failed one again.

        Raises:
            Missing: There is no such incident, statement or account of the brand.
            IncidentNotAllowed: The incident is over.
            StatementNotUsable: The statement is a draft, or superseded.
            AccountsUnfit: An account cannot take it.
        """

        async def work(unit: UnitOfWork) -> Statement:
            before = await _statement(unit, incident, statement)
            accounts = self._found(unit.brand, integrations)
            following = await unit.follow(await incident_for(unit, caller, incident, "statement"))
            check_usable(before, await unit.store.statements.of_incident(incident))
            unfit = {n: why for n, each in enumerate(accounts) if (why := unfit_for(each, before.text)) is not None}
            if unfit:
                raise AccountsUnfit(unfit)
            after = before
            for account in accounts:
                id_ = derived_id("publication", statement, account.id)
                wanted = asked(publication_on(after, account.id), id_, account.id, unit.by, unit.now)
                if wanted is None:
                    continue
                after = with_publication(after, wanted)
                unit.emit(publication_requested(following, after, wanted))
                on = f"{account.channel} ({account.id})"
                unit.record(incident, "publication_requested", f"The statement in {after.language} goes out on {on}.")
            await unit.store.statements.save(after)
            return after

        return await self._units.run(caller.brand, caller.command, caller.person, work)

    async def take(self, brand: str, cause: str, word: PublicationTold) -> None:
        """Store what the inbox says of a publication, and tell it in the timeline; an old word changes nothing."""

        async def work(unit: UnitOfWork) -> None:
            statement = await unit.store.statements.find(word.statement)
            before = publication_on(statement, word.integration) if statement is not None else None
            after = told(before, word) if before is not None else None
            if statement is None or after is None:
                return
            following = await unit.follow(await unit.incident(word.incident))
            await unit.store.statements.save(with_publication(statement, after))
            account = self._accounts.find(unit.brand, word.integration)
            on = f"{account.channel} ({word.integration})" if account is not None else word.integration
            why = f": {word.reason}" if word.reason is not None else ""
            text = f"The statement in {statement.language} {SAID[word.state]} {on}{why}."
            unit.record(word.incident, f"publication_{word.state}", text)
            if word.state in ("sent", "withheld"):
                await fulfil_first_update(unit, following, statement.text, after.requested_by)

        await self._units.run(brand, cause, "inbox", work)

    def _found(self, brand: str, integrations: Sequence[str]) -> list[Account]:
        found = [self._accounts.find(brand, each) for each in integrations]
        if None in found:
            raise Missing
        return [each for each in found if each is not None]


async def _statement(unit: UnitOfWork, incident: str, statement: str) -> Statement:
    await unit.incident(incident)
    found = await unit.store.statements.find(statement)
    if found is None or found.incident != incident:
        raise Missing
    return found
