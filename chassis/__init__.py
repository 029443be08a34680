"""The microservice chassis: how services talk, store and run; no business word is in it.

    settings       what every process reads from MUSTER_… variables, and the refusal to start without
    clock          the time as an argument; `FixedClock` for tests
    errors         the failures every room handles alike: Unavailable, VersionConflict, Fenced, Unauthenticated
    messaging      events in and out in batches; its face has all a service needs of it
    mongo          the database, and collections in which every query has its brand
    outbox         events written with the state they belong to, and the relay that publishes them
    outbox_rows    the form of the outbox's rows, and the parts in which they are written and sent
    leases         one process at a time, with an epoch as the fencing token
    timers         due times as rows, finished in the transaction of their effect
    offsets        how far a consumer has counted, stored with its numbers
    auth           the principal, and the internal tokens that carry it
    seal           small secrets, encrypted for one place of use
    http           the application, problems, scopes, pages, idempotency
    health         alive, ready, started
    telemetry      logs, traces, metrics
    process        one application as a process
    memory         the garbage collector, kept out of the way of batches
    strictjson     the reader of JSON from outside
    crash_points   named lines at which a test kills the process

There is no fake MongoDB: a service's persistence stands behind its ports.
"""
