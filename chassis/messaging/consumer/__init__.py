"""The batch consumer: fetch, decode, handle, publish, commit; the parts are put together in `batch_loop`.

Two limits need a person. `dead_limit` dead letters in a row within `dead_window_seconds` stop the consumer before the
batch is published or committed: it is not live, `muster_consumer_stopped` is 1 and `consumer_stopped` is logged; after
the fix the same records are delivered again. A consumer that makes no progress for `stall_seconds` while records
wait is not live either, unless it waits for a dependency: then it is only not ready.
"""
