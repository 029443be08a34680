"""The Page and the Instagram account of Meta's tests."""

from tests.support.channels.account import META_SECRETS, Account

ELSEWHERE = {"api_base": "https://api.x.com/other"}
ACCOUNTS = {
    "messenger": Account({"account_id": "61"}, META_SECRETS, ELSEWHERE),
    "instagram": Account({"account_id": "17"}, META_SECRETS, ELSEWHERE),
}
