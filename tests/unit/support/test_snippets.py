"""The named blocks of a page are what its reader copies; the others are shown only."""

import pytest

from tests.support.snippets import snippets_of

PAGE = """# A page
```sh
export KEY=shown-only
```
```sh name=post
curl "$MUSTER"
```
```python name=post.py
print("```")
```
"""


def test_named_blocks_come_word_for_word_and_in_order() -> None:
    found = snippets_of(PAGE)
    assert list(found) == ["post", "post.py"]
    assert (found["post"].language, found["post"].text) == ("sh", 'curl "$MUSTER"\n')
    assert found["post.py"].text == 'print("```")\n'


def test_two_blocks_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="post"):
        snippets_of(PAGE + PAGE)
