"""The inbox's copy of the directory: the newest word counts, and what was removed is gone."""

from contracts.directory import BrandChanged
from services.inbox.application.directory import Directory
from services.inbox.domain.thread import Threading
from tests.support.inbox.builders import NOON
from tests.support.inbox.events import BRAND, an_integration


async def test_an_older_version_of_an_integration_changes_nothing() -> None:
    directory = Directory()
    newer = an_integration(threading="contact").model_copy(update={"version": 2})
    await directory.on_events([newer, an_integration()])
    assert directory.threading(BRAND, "x1").by == "contact"


async def test_a_removed_integration_is_gone_and_threads_by_default() -> None:
    directory = Directory()
    removed = an_integration(threading="contact").model_copy(update={"version": 2, "removed": True})
    await directory.on_events([an_integration(threading="contact"), removed])
    assert directory.integration(BRAND, "x1") is None
    assert directory.threading(BRAND, "x1") == Threading()


async def test_a_brand_answers_in_the_languages_it_names() -> None:
    directory = Directory()
    brand = BrandChanged.after(
        "b", "1", brand=BRAND, subject="brand", version=1, at=NOON, name="KLM", languages=("nl",)
    )
    await directory.on_events([brand])
    assert (directory.languages(BRAND), directory.languages("dell")) == (("nl",), ())
