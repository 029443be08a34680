"""The meaning of conversions to the numbers."""

from __future__ import annotations

from contracts.channel import ConversionReported
from contracts.event import Event
from contracts.ids import derived_id
from services.analytics.application.meaning import Correction, Meaning, Readers
from services.analytics.domain.facts import Fact
from services.analytics.domain.journeys import Sale, sale_fact

READERS = Readers()


@READERS.reads(ConversionReported)
def conversion_reported(event: ConversionReported, meaning: Meaning) -> None:
    """A sale; linked to its contact where the integration that knows the contact is named or is its own.

    A refund or correction is linked to the contact of the sale it changes.
    """
    sale = _sale(event)
    meaning.facts.append(sale_fact(event.brand, sale))
    contact = None
    if event.contact is not None:
        knows = event.contact_integration or event.integration
        contact = derived_id("contact", event.brand, knows, event.contact)
    if sale.corrects is not None:
        change = Fact(event.brand, "correction", sale.at, {"currency": sale.currency}, {"amount": sale.amount_minor})
        meaning.facts.append(change)
        meaning.corrections.append(Correction(event.brand, contact, sale))
    elif contact is not None:
        meaning.sale(event.brand, contact, sale)


def is_correction(event: Event) -> bool:
    """Whether an event changes a sale; counted before that sale, it would find no contact to take from."""
    return isinstance(event, ConversionReported) and _sale(event).corrects is not None


def _sale(event: ConversionReported) -> Sale:
    corrects = None
    if event.corrects is not None or event.amount_minor < 0:
        named = event.corrects or event.external_id
        corrects = derived_id(event.brand, event.integration, named, "conversion")
    return Sale(event.converted_at, event.id, event.kind, event.amount_minor, event.currency, corrects=corrects)
