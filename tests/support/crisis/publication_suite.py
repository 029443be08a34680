"""An approved statement is published on the brand's own accounts, once on each, and people see what became of it."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.crisis import IncidentChanged, PublicationRequested
from contracts.directory import IntegrationChanged
from contracts.ids import derived_id
from contracts.inbox import PublicationChanged
from services.crisis.application.caller import CommandCaller
from services.crisis.application.publications import AccountsUnfit
from services.crisis.application.unit_of_work import Missing
from services.crisis.domain.incident import IncidentNotAllowed
from services.crisis.domain.statement import Statement, StatementNotUsable
from tests.support.crisis.builders import BRAND, NOON
from tests.support.crisis.rig import Rig

TEXT = "We know of it."


def caller(command: str, person: str = "ann") -> CommandCaller:
    return CommandCaller(BRAND, person, command)


def an_account(
    id_: str, channel: str, brand: str = BRAND, *, enabled: bool = True, **settings: str
) -> IntegrationChanged:
    return IntegrationChanged(
        id=derived_id(brand, id_),
        brand=brand,
        subject=f"integration:{id_}",
        version=1,
        at=NOON,
        integration=id_,
        channel=channel,
        name=id_,
        enabled=enabled,
        settings=settings,
    )


def an_outcome(asked: PublicationRequested, state: str, version: int = 3, **fields: Any) -> PublicationChanged:
    return PublicationChanged(
        id=derived_id(asked.publication, str(version)),
        brand=asked.brand,
        subject=asked.publication,
        version=version,
        at=NOON,
        publication=asked.publication,
        incident=asked.incident,
        statement=asked.statement,
        integration=asked.integration,
        round=asked.round,
        state=state,  # type: ignore[arg-type]  # one of its words
        **fields,
    )


async def approved(rig: Rig, incident: str, text: str = TEXT, language: str = "en", tag: str = "s") -> Statement:
    statements = rig.process.application.statements
    draft = await statements.write(caller(f"{tag}-write"), incident, language, text)
    rig.clock.advance(1)
    return await statements.approve(caller(f"{tag}-approve", "ben"), incident, draft.id)


async def declared(rig: Rig, command: str = "declare") -> str:
    await rig.directory(
        an_account("x1", "x", user_id="42"),
        an_account("fb1", "messenger", account_id="61"),
        an_account("wa1", "whatsapp", phone_number_id="7"),
        an_account("off1", "x", enabled=False, user_id="43"),
        an_account("dell_x", "x", "dell", user_id="44"),
    )
    return (await rig.commands.declare(caller(command), "Ash", 2, None, None)).id


async def publish(rig: Rig, statement: Statement, *integrations: str, command: str = "p1") -> Statement:
    publications = rig.process.application.publications
    return await publications.publish(caller(command), statement.incident, statement.id, integrations)


def states(statement: Statement) -> dict[str, str]:
    return {each.integration: each.state for each in statement.publications}


class PublicationSuite:
    """Inherit and give the fixture `rig`."""

    async def test_each_account_is_asked_once_however_often_people_ask(self, rig: Rig) -> None:
        statement = await approved(rig, await declared(rig))

        assert states(await publish(rig, statement, "x1", "fb1")) == {"x1": "queued", "fb1": "queued"}
        await publish(rig, statement, "x1", "fb1", "x1", command="p2")

        asked = await rig.told(PublicationRequested)
        assert [(each.integration, each.text, each.round, each.by) for each in asked] == [
            ("x1", TEXT, 1, "ann"),
            ("fb1", TEXT, 1, "ann"),
        ]
        assert len({each.publication for each in asked}) == len({each.id for each in asked}) == 2
        assert [each.kind for each in await rig.timeline(statement.incident)].count("publication_requested") == 2

    async def test_what_the_inbox_says_is_shown_and_told_once_and_an_older_word_changes_nothing(self, rig: Rig) -> None:
        statement = await approved(rig, await declared(rig))
        await publish(rig, statement, "x1", "fb1")
        x, fb = await rig.told(PublicationRequested)

        unknown = an_outcome(x, "unknown", version=3, error_code="no_answer")
        sent = an_outcome(x, "sent", version=4, external_id="9")
        await rig.hear([unknown, sent, an_outcome(fb, "failed", error_code="meta_200")])
        await rig.hear([sent, unknown])

        (shown,) = [each for each in await rig.store().statements.of_incident(statement.incident) if each.publications]
        assert states(shown) == {"x1": "sent", "fb1": "failed"}
        assert {(each.external_id, each.reason) for each in shown.publications} == {("9", None), (None, "meta_200")}
        timeline = await rig.timeline(statement.incident)
        assert [each.text for each in timeline if each.kind == "publication_sent"] == [
            "The statement in en is published on x (x1)."
        ]
        assert [each.text for each in timeline if each.kind == "publication_failed"] == [
            "The statement in en could not be published on messenger (fb1): meta_200."
        ]

    async def test_only_a_failed_one_is_asked_for_again(self, rig: Rig) -> None:
        statement = await approved(rig, await declared(rig))
        await publish(rig, statement, "x1", "fb1")
        x, fb = await rig.told(PublicationRequested)
        await rig.hear([an_outcome(x, "failed", error_code="http_403"), an_outcome(fb, "unknown")])

        assert states(await publish(rig, statement, "x1", "fb1", command="p2")) == {"x1": "queued", "fb1": "unknown"}
        await rig.hear([an_outcome(x, "failed", version=5, error_code="http_403")])  # of the first round

        again = (await rig.told(PublicationRequested))[-1]
        assert (again.publication, again.integration, again.round) == (x.publication, "x1", 2)
        found = await rig.store().statements.find(statement.id)
        assert found is not None
        assert states(found)["x1"] == "queued"

    async def test_the_first_publication_is_the_first_update_for_the_company(self, rig: Rig) -> None:
        incident = await declared(rig)
        statement = await approved(rig, incident)
        await publish(rig, statement, "x1", "fb1")
        x, fb = await rig.told(PublicationRequested)
        await rig.hear([an_outcome(x, "failed", error_code="http_403")])
        assert (await rig.process.application.queries.status(BRAND)).open[0].update is None
        await rig.hear([an_outcome(fb, "sent", external_id="9")])

        update = (await rig.process.application.queries.status(BRAND)).open[0].update
        assert update is not None
        assert (update.text, update.by) == (TEXT, "ann")
        rig.clock.advance(600)
        await rig.turn()
        assert [each.change for each in await rig.told(IncidentChanged)] == ["update"]

    async def test_a_draft_and_a_statement_that_another_followed_are_not_published(self, rig: Rig) -> None:
        incident = await declared(rig)
        draft = await rig.process.application.statements.write(caller("w"), incident, "en", TEXT)
        with pytest.raises(StatementNotUsable) as refused:
            await publish(rig, draft, "x1")
        assert refused.value.state == "draft"

        first = await approved(rig, incident)
        later = await approved(rig, incident, "We know more.", tag="later")
        dutch = await approved(rig, incident, "Wij weten het.", "nl", tag="dutch")
        with pytest.raises(StatementNotUsable) as overtaken:
            await publish(rig, first, "x1")
        assert (overtaken.value.state, overtaken.value.by) == ("superseded", later.id)
        await publish(rig, later, "x1", command="p2")
        await publish(rig, dutch, "x1", command="p3")
        assert len(await rig.told(PublicationRequested)) == 2

    async def test_nothing_is_published_of_an_incident_that_is_over(self, rig: Rig) -> None:
        statement = await approved(rig, await declared(rig))
        await rig.commands.stand_down(caller("over"), statement.incident)
        with pytest.raises(IncidentNotAllowed):
            await publish(rig, statement, "x1")

    @pytest.mark.parametrize("strange", ["none", "dell_x"])
    async def test_an_account_of_nobody_or_of_another_brand_is_missing_before_anything_else_is_said(
        self, rig: Rig, strange: str
    ) -> None:
        statement = await approved(rig, await declared(rig))
        with pytest.raises(Missing):
            await publish(rig, statement, "wa1", strange)
        with pytest.raises(Missing):
            await rig.process.application.publications.publish(caller("p"), "none", statement.id, ["x1"])

    async def test_an_account_that_cannot_take_it_is_named_and_nothing_goes_out(self, rig: Rig) -> None:
        incident = await declared(rig)
        statement = await approved(rig, incident, "é" * 281)

        with pytest.raises(AccountsUnfit) as refused:
            await publish(rig, statement, "fb1", "wa1", "x1", "off1")

        found = refused.value.found
        assert {place: (each.code, each.channel) for place, each in found.items()} == {
            1: ("cannot_publish", "whatsapp"),
            2: ("too_long", "x"),
            3: ("disabled", "x"),
        }
        assert (found[2].limit, found[2].length) == (280, 281)
        assert await rig.told(PublicationRequested) == []
