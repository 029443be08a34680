"""Fetch Kafka and Prometheus ahead of their first use: `python -m deploy.stack`, so nobody waits for them later."""

import os
import sys

from deploy.stack.errors import StackError
from deploy.stack.jars import kafka_class_path
from deploy.stack.prometheus import prometheus_programs

failures = []
kafka = () if os.environ.get("MUSTER_KAFKA") else (kafka_class_path,)
for fetch in (*kafka, prometheus_programs):
    try:
        fetch(lambda line: print(line, flush=True))
    except StackError as failure:
        failures.append(str(failure))
if failures:
    sys.exit("\n".join(failures))
