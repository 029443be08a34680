"""The number of the WhatsApp tests."""

from tests.support.channels.account import META_SECRETS, Account

ACCOUNTS = {
    "whatsapp": Account({"phone_number_id": "31"}, META_SECRETS, {"api_base": "https://api.x.com/other"}),
}
