"""The meaning of conversions to the numbers."""

from __future__ import annotations

from contracts.channel import ConversionReported
from contracts.ids import derived_id
from services.analytics.application.meaning import Meaning, Readers
from services.analytics.domain.journeys import Sale, sale_fact

READERS = Readers()


@READERS.reads(ConversionReported)
def conversion_reported(event: ConversionReported, meaning: Meaning) -> None:
    """A sale; linked to its contact where the integration that knows the contact is named or is its own."""
    sale = Sale(event.converted_at, event.id, event.kind, event.amount_minor, event.currency)
    meaning.facts.append(sale_fact(event.brand, sale))
    if event.contact is not None:
        knows = event.contact_integration or event.integration
        meaning.sale(event.brand, derived_id("contact", event.brand, knows, event.contact), sale)
