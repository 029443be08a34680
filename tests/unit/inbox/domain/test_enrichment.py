"""Reading a message: language with its doubt, sentiment with its coverage, questions."""

import pytest

from services.inbox.domain.language import Detect, Language
from services.inbox.domain.language import language_of as language_of_words
from services.inbox.domain.lexicon.entry import lexicon
from services.inbox.domain.sentiment import SentimentScore
from services.inbox.domain.sentiment import sentiment_of as sentiment_of_words
from services.inbox.domain.words import is_question, search_words, without_noise, words


def language_of(text: str, told: str | None, detect: Detect) -> Language:
    cleaned = without_noise(text)
    return language_of_words(cleaned, words(cleaned), told, detect)


def sentiment_of(text: str, language: str | None) -> SentimentScore:
    return sentiment_of_words(text, words(text), language)


def sure(language: str, confidence: float = 0.99):  # type: ignore[no-untyped-def]  # a detector for a test
    return lambda text: (language, confidence)


def test_a_short_text_needs_a_surer_detector() -> None:
    assert language_of("retard vol", None, sure("fr", 0.8)).code is None
    assert language_of("mon vol a encore du retard ce soir à Paris", None, sure("fr", 0.8)).code == "fr"


def test_one_known_word_names_its_language_without_a_detector() -> None:
    assert language_of("Merci!", None, sure("ro")).code == "fr"
    assert language_of("bedankt", None, sure("af")).code == "nl"


def test_what_the_channel_says_is_taken_when_the_text_does_not_tell() -> None:
    assert language_of("ok", "nl_NL", sure("sr", 0.1)).code == "nl"
    assert language_of("😀", None, sure("sr", 0.1)).code is None


def test_links_and_handles_do_not_speak_a_language() -> None:
    assert without_noise("@brand see https://t.co/abc www.x.org a@b.co now").split() == ["see", "now"]


@pytest.mark.parametrize(
    ("language", "text", "label"),
    [
        ("en", "This is terrible, my flight was cancelled and nobody helps me", "negative"),
        ("en", "Thanks for the great service today", "positive"),
        ("nl", "Verschrikkelijke service, ik wacht al uren op mijn koffer en het is een schande", "negative"),
        ("nl", "Bedankt voor de goede hulp vandaag", "positive"),
        ("de", "Mein Flug ist storniert und niemand hilft, das ist eine Katastrophe", "negative"),
        ("de", "Vielen Dank für die schnelle Hilfe", "positive"),
        ("fr", "Mon vol est annulé et personne ne répond, c'est inacceptable", "negative"),
        ("fr", "Merci pour votre aide, vous êtes super", "positive"),
        ("en", "I have a seat on the flight to the city on Monday", "neutral"),
    ],
)
def test_the_mood_is_read_in_four_languages(language: str, text: str, label: str) -> None:
    assert sentiment_of(text, language).label == label


def test_a_negation_turns_a_word_round() -> None:
    assert sentiment_of("that was good", "en").score > 0
    assert sentiment_of("that was not good", "en").score < 0


def test_too_few_known_words_are_unknown_and_never_neutral() -> None:
    reading = sentiment_of("zxcv qwer asdf the", "en")
    assert reading.label == "unknown"
    assert reading.coverage == 0.25


def test_a_language_without_a_list_is_unknown_unless_a_sign_smiles() -> None:
    assert sentiment_of("tack så mycket", "sv").label == "unknown"
    assert sentiment_of("tack 😍😍", "sv").label == "positive"
    assert sentiment_of("", None).label == "unknown"


def test_a_word_under_two_weights_is_a_mistake_of_the_list() -> None:
    with pytest.raises(ValueError, match="good"):
        lexicon({1: "good", 2: "good"}, "", "", "")


def test_questions_are_seen_with_and_without_their_mark() -> None:
    assert is_question("Where is my bag")
    assert is_question("mijn koffer?")
    assert not is_question(without_noise("see https://x.org/?a=b now please"))
    assert not is_question("Thanks a lot")


def test_words_to_search_by_are_folded_and_distinct() -> None:
    assert search_words("Gepäck GEPÄCK an Flug 123") == ["gepack", "flug", "123"]
