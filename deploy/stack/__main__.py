"""Download Kafka ahead of its first start: `python -m deploy.stack`, so that no test or person waits for it later."""

import sys

from deploy.stack.errors import StackError
from deploy.stack.jars import kafka_class_path

try:
    kafka_class_path(lambda line: print(line, flush=True))
except StackError as failure:
    sys.exit(str(failure))
