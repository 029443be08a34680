"""Messages are found by their words, also in scripts that put no spaces between them."""

from __future__ import annotations

import pytest

from services.inbox.domain.words import MAX_SEARCH_PAIRS, search_words, whole_search_words, without_noise


@pytest.mark.parametrize(
    ("message", "query"),
    [
        ("\u6211\u7684\u884c\u674e\u4e22\u4e86\uff0c\u8bf7\u5e2e\u5e2e\u6211", "\u884c\u674e"),
        (
            "\u8377\u7269\u304c\u5c4a\u304d\u307e\u305b\u3093\u3002KL861\u4fbf\u3067\u3059",
            "\u5c4a\u304d\u307e\u305b\u3093",
        ),
        ("\u8377\u7269\u304c\u5c4a\u304d\u307e\u305b\u3093\u3002KL861\u4fbf\u3067\u3059", "kl861"),
        ("\uff8a\uff9e\uff6f\uff78\uff9e\u304c\u306a\u3044", "\u30d0\u30c3\u30b0"),
        (
            "\u0e01\u0e23\u0e30\u0e40\u0e1b\u0e4b\u0e32\u0e40\u0e14\u0e34\u0e19\u0e17\u0e32\u0e07\u0e2b\u0e32\u0e22",
            "\u0e40\u0e14\u0e34\u0e19\u0e17\u0e32\u0e07",
        ),
        ("Mijn Gep\u00e4ck is weg", "gepack"),
    ],
)
def test_a_part_of_a_message_finds_it(message: str, query: str) -> None:
    assert search_words(query)
    assert set(search_words(query)) <= set(search_words(message))


def test_one_sign_beside_a_word_does_not_narrow_a_query_and_finds_itself_alone() -> None:
    assert search_words("KL861\u4fbf") == ["kl861"]
    assert search_words("\u4fbf") == ["\u4fbf"]


def test_messages_of_before_are_found_by_what_they_had() -> None:
    assert whole_search_words("\u884c\u674e\u4e22\u4e86") == ["\u884c\u674e\u4e22\u4e86"]
    assert whole_search_words("KL861 \u884c\u674e") == []


def test_another_word_does_not_find_it() -> None:
    message = "\u6211\u7684\u884c\u674e\u4e22\u4e86"
    assert not set(search_words("\u822a\u73ed")) <= set(search_words(message))


def test_spaced_scripts_keep_their_words() -> None:
    text = "Where is my suitcase? It did not arrive with KL1234"
    assert search_words(text) == whole_search_words(text)


def test_a_long_text_has_a_bounded_number_of_pairs() -> None:
    assert len(search_words("".join(map(chr, range(0x4E00, 0x4E00 + 900))))) == MAX_SEARCH_PAIRS


def test_what_follows_a_handle_or_a_link_without_a_space_is_text() -> None:
    said = "\u8377\u7269\u304c\u5c4a\u304d\u307e\u305b\u3093"
    assert without_noise(f"@KLM{said} https://t.co/abc{said}").split() == [said, said]
