"""The user of X's tests."""

from tests.support.channels.account import Account

ACCOUNTS = {
    "x": Account(
        settings={"user_id": "42"},
        secrets={"consumer_secret": "consumer-secret-of-the-app", "access_token": "access-token-of-the-user"},
        elsewhere={"api_base": "https://api.x.com/other"},
    )
}
