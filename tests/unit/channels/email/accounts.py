"""The mailbox of the email tests."""

from tests.support.channels.account import SIGNING_SECRET, Account

ACCOUNTS = {
    "email": Account(
        settings={"address": "care@northwind.example", "smtp_host": "mail.northwind.example"},
        secrets={"signing_secret": SIGNING_SECRET, "smtp_username": "care", "smtp_password": "pass word"},
        elsewhere={"smtp_host": "other.example.org", "smtp_port": 2525, "smtp_security": "tls"},
    )
}
