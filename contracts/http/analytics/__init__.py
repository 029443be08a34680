"""What the API of analytics takes and gives: a file per resource, all of it importable from here."""

from contracts.http.analytics.attribution import Attribution, AttributionModel, Credit, CurrencySales
from contracts.http.analytics.measures import Figures, Group, Live, LiveFigures, Measure, Point, Series, WindowLength
from contracts.http.analytics.reports import IncidentReport, Load, Overview

__all__ = [
    "Attribution",
    "AttributionModel",
    "Credit",
    "CurrencySales",
    "Figures",
    "Group",
    "IncidentReport",
    "Live",
    "LiveFigures",
    "Load",
    "Measure",
    "Overview",
    "Point",
    "Series",
    "WindowLength",
]
