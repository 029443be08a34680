"""HTML of mail as it comes."""

import pytest

from channels.email.html import charset_of, unmarked

PAGES = [
    ("<html><head><style>p{color:red}</style><body><p>Call us.</p>", "Call us."),
    ("<p>one<p>two<ul><li>a<li>b</ul>", "one\n\ntwo\na\nb"),
    ("<table><tr><td>KL1234<td>Oslo<tr><td>delayed</table>", "KL1234Oslo\ndelayed"),
    ("<![CDATA[odd]]><p>Where?</p><!DOCTYPE x><?xml version='1.0'?>", "Where?"),
    ("<!--[if mso]><p>only in Outlook</p><![endif]--><p>Shown</p>", "Shown"),
    ("<![if !mso]><p>Shown</p><![endif]>", "Shown"),
    ("<div><div><div>deep</div></div>after</div>", "deep\nafter"),
    ("a<br><br>b<br>c", "a\n\nb\nc"),
    ("Q&amp;A &lt;23kg &euro; 5 &nbsp; now", "Q&A <23kg € 5 now"),
    ("<b>bold<i>both</b>slanted</i>", "boldbothslanted"),
    ("<title>t</title><script>alert(1)</script>x", "x"),
    ("<p>unclosed <a href=", "unclosed"),
]


@pytest.mark.parametrize(("html", "text"), PAGES)
def test_html_is_read_as_a_browser_reads_it(html: str, text: str) -> None:
    assert unmarked(html) == text


def test_quotes_and_signatures_are_marked_as_plain_text_marks_them() -> None:
    html = (
        "<div>Thanks</div><div class='x gmail_signature'>Mia</div>"
        "<div class=gmail_quote>On 26 Nov 2026, Care &lt;c@klm.example&gt; wrote:<br>"
        "<blockquote>We call you<blockquote>Smoke</blockquote></blockquote></div>"
    )
    assert unmarked(html) == ("Thanks\n-- \nMia\nOn 26 Nov 2026, Care <c@klm.example> wrote:\n> We call you\n>> Smoke")


@pytest.mark.parametrize(
    ("html", "charset"),
    [
        (b"<meta charset=gb2312>", "gb2312"),
        (b'<META http-equiv="Content-Type" content="text/html; charset=windows-1251">', "windows-1251"),
        (b"<p>charset=x</p>", None),
    ],
)
def test_html_names_its_charset(html: bytes, charset: str | None) -> None:
    assert charset_of(html) == charset
