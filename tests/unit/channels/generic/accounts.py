"""The callback of the tests of the generic channel."""

from tests.support.channels.account import SIGNING_SECRET, Account

ACCOUNTS = {
    "generic": Account(
        settings={"callback_url": "https://hook.northwind.example/replies"},
        secrets={"signing_secret": SIGNING_SECRET},
        elsewhere={"callback_url": "https://other.example.org/"},
    )
}
