"""The rules of the numbers: windows, measures, sketches, journeys and incident figures; standard library only."""
