"""The runtime of every service: it describes its needs as data, the runtime connects, starts, watches and stops it."""

from chassis.service.definition import Assembly, Background, Reads, Resources, Service, Timed
from chassis.service.preparing import prepare, work_indexes
from chassis.service.process import serve
from chassis.service.runtime import ServiceRuntime

__all__ = [
    "Assembly",
    "Background",
    "Reads",
    "Resources",
    "Service",
    "ServiceRuntime",
    "ServiceSettings",
    "Timed",
    "prepare",
    "serve",
    "work_indexes",
]
