"""Detection on a real MongoDB."""

from __future__ import annotations

from tests.support.crisis.detection_suite import DetectionSuite


class TestDetection(DetectionSuite):
    """The suite, over the fixture of this room."""
