"""Signs that say a mood in every language, with weights as in the word lists."""

EMOJI: dict[str, float] = {
    **dict.fromkeys("😀😃😄😁😊🙂😍🥰😘🤩🥳👍👏🙏💙🧡💚💛💜🎉✨", 2.0),
    **dict.fromkeys("😉😎🤗💪👌☺", 1.0),
    **dict.fromkeys("😕🙁😒😐🤨😟😥", -1.0),
    **dict.fromkeys("😠😡🤬👎😤😢😭💔🤮🤢😩😫😞😖", -2.0),
}
