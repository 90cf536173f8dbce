"""The markup of a BBC live page of the renderer `webcore`, part by part: made pages and composed ones are put together of it.

Class names end as real ones do; the hashes in them are invented. What was seen of the markup and what is inferred from
copies, the origin.yaml of the made pages says.
"""

from __future__ import annotations

from html import escape

HIDDEN = 'class="visually-hidden ssrcss-1f39n02-VisuallyHidden e16en2lz0"'
PARAGRAPH = 'class="ssrcss-1q0x1qg-Paragraph e1jhz7w10"'


def hidden(words: str) -> str:
    """Words to be read aloud."""
    return f"<span {HIDDEN}>{words}</span>"


def paragraph(inner: str) -> str:
    """A paragraph of the body; `inner` is markup."""
    return (
        '<div data-component="text-block" class="ssrcss-11r1m41-RichTextComponentWrapper">'
        f'<div class="ssrcss-7uxr49-RichTextContainer e5tfeyi1"><p {PARAGRAPH}>{inner}</p></div></div>'
    )


def link(words: str, url: str, *, is_external: bool = False) -> str:
    """A link in a text."""
    suffix = hidden(", external") if is_external else ""
    return f'<a href="{escape(url)}" class="ssrcss-k17ofw-InlineLink e1kn3p7n0">{words}{suffix}</a>'


def item_list(items: list[str]) -> str:
    """A list in the body; the items are markup."""
    rows = "".join(f"<li>{item}</li>" for item in items)
    return (
        '<div data-component="text-block" class="ssrcss-11r1m41-RichTextComponentWrapper">'
        f'<div class="ssrcss-1pzprxn-BulletListContainer"><ul role="list" class="ssrcss-4w5ik8-UnorderedList">{rows}</ul></div></div>'
    )


def picture(alt: str, *, credit: str = "", caption: str = "", name: str = "0a1b", size: str = "976") -> str:
    """A picture with its credit and caption; the three texts are plain."""
    url = f"https://ichef.bbci.example/ace/standard/{size}/cpsprodpb/{name}.jpg"
    source = (
        f'<span role="text" class="ssrcss-h3y7yl-ImageMessage">{hidden("Image source, ")}{escape(credit)}</span>'
        if credit
        else ""
    )
    below = (
        f'<figcaption class="ssrcss-1fze5ih-StyledFigureCaption">{hidden("Image caption, ")}'
        f'<div class="ssrcss-y7krbn-Stack"><p {PARAGRAPH}>{escape(caption)}</p></div></figcaption>'
        if caption
        else ""
    )
    return (
        '<div data-component="image-block" class="ssrcss-1oqbr0l-ComponentWrapper"><figure class="ssrcss-wpgbih-StyledFigure">'
        '<div class="ssrcss-ab5fd8-StyledFigureContainer"><span class="ssrcss-11kpz0x-Placeholder"><picture>'
        f'<source srcset="{url}.webp {size}w" type="image/webp">'
        f'<img alt="{escape(alt)}" srcset="{url} {size}w" src="{url}" width="{size}" height="549" loading="lazy" class="ssrcss-11yxrdo-Image">'
        f"</picture></span>{source}</div>{below}</figure></div>"
    )


def player(caption: str = "", *, has_messages: bool = True) -> str:
    """The BBC's own player."""
    messages = (
        '<div class="ssrcss-1x6blbi-ErrorMessage"><strong>This video can not be played</strong></div>'
        "<noscript><div>To play this video you need to enable JavaScript in your browser.</div></noscript>"
        if has_messages
        else ""
    )
    below = (
        f'<figcaption class="ssrcss-1fze5ih-StyledFigureCaption">{hidden("Media caption, ")}'
        f'<div class="ssrcss-y7krbn-Stack"><p {PARAGRAPH}>{escape(caption)}</p></div></figcaption>'
        if caption
        else ""
    )
    return (
        '<div data-component="media-block" class="ssrcss-1oqbr0l-ComponentWrapper"><figure class="ssrcss-wpgbih-StyledFigure">'
        f'<div class="ssrcss-1r6pc0h-MediaPlayerWrapper">{messages}</div>{below}</figure></div>'
    )


def notice(
    name: str,
    slug: str,
    noun: str,
    body: str,
    policy: str,
    *,
    number: int = 1,
    author: str = "",
    adverts: bool = False,
    url: str = "",
    has_fallback: bool = True,
) -> str:
    """What stands where a social post would."""
    label = f"{slug} {noun}" + (f" {number}" if number > 1 else "") + (f" by {escape(author)}" if author else "")
    disclaimer = "The BBC is not responsible for the content of external sites."
    if adverts:
        disclaimer += f" {name} content may contain adverts."
    original = f"View original content on {name}"
    original = f'<a href="{escape(url)}">{original}</a>' if url else f"<span>{original}</span>"
    fallback = (
        f"<noscript><div>This {name} post cannot be displayed in your browser. Please enable Javascript or try a different browser."
        f"{original}</div><div>{disclaimer}</div></noscript>"
    )
    policies = (
        f'<a href="https://policies.example/cookies">{policy} cookie policy{hidden(", external")}</a> and '
        f'<a href="https://policies.example/privacy">privacy policy{hidden(", external")}</a>'
    )
    end = f"end-of-{slug}-{noun}{number}"
    return (
        '<div data-component="embed-block" class="ssrcss-1oqbr0l-ComponentWrapper"><div class="ssrcss-u7ar71-EmbedWrapper">'
        f'{fallback if has_fallback else ""}<div><a href="#{end}" class="ssrcss-14gr1m0-SkipLink">Skip {label}</a></div>'
        f'<div class="ssrcss-1b1vgrp-ConsentBanner"><p class="ssrcss-1v7pgrp-Heading">Allow {name} content?</p>'
        f"<p {PARAGRAPH}>This article contains content provided by {body}. We ask for your permission before anything is loaded, "
        "as they may be using cookies and other technologies. You may want to read "
        f"{policies} before accepting. To view this content choose <b>‘accept and continue’</b>.</p>"
        "<button>Accept and continue</button></div>"
        f'<div>{disclaimer}</div><div id="{end}" tabindex="-1">End of {label}</div></div></div>'
    )


def quotation(text: str, *lines: str, label: str = "Quote Message") -> str:
    """A quotation, or a message of a reader, with whose it is."""
    below = "".join(f"<div>{escape(line)}</div>" for line in lines)
    source = f'<div class="ssrcss-1oh4d4p-QuoteAttribution">{below}</div>' if lines else ""
    return (
        f'<div data-component="quote-block" class="ssrcss-1oqbr0l-ComponentWrapper">{hidden(label)}'
        f"<blockquote><p {PARAGRAPH}>{escape(text)}</p></blockquote>{source}</div>"
    )


def card(line: str, url: str) -> str:
    """The line of a teaser that leads to another story."""
    return (
        f'<div data-component="card-block" class="ssrcss-1oqbr0l-ComponentWrapper"><p {PARAGRAPH}>{escape(line)}</p>'
        f'<div><a href="{escape(url)}" class="ssrcss-1mrs5ns-PromoLink">Read More</a></div></div>'
    )


def contributor(name: str, role: str = "") -> str:
    """Who wrote a post."""
    below = f"<div>{escape(role)}</div>" if role else ""
    return f'<div class="ssrcss-1h2nyd8-Contributor"><div><strong>{escape(name)}</strong></div>{below}</div>'


def subheading(text: str) -> str:
    """The line under a headline."""
    return f'<p class="ssrcss-1bgzx7c-Subheadline">{escape(text)}</p>'


def post(number: int, title: str, time: str, body: str, *, before: str = "", seen: str = "") -> str:
    """A post; `before` stands before its title, `seen` is the time that browsers show."""
    shown = f'<span aria-hidden="true" class="ssrcss-1hizfh0-Timestamp">{escape(seen)}</span>' if seen else ""
    return (
        f'<li class="ssrcss-1jrzdw9-ListItem"><article data-testid="content-post" id="asset:00000000-0000-4000-8000-{number:012}" '
        'class="ssrcss-1kczw0k-PostContainer"><header class="ssrcss-10tkrhw-Header">'
        f'<h3 class="ssrcss-lox8rp-Heading"><span role="text">{before}<span class="ssrcss-189b1h2-HeadlineWrap">{title}</span>'
        f'<span data-testid="timestamp" class="ssrcss-8g95ls-Time">{shown}<span data-testid="accessible-timestamp" {HIDDEN}>'
        f"published at {time}</span></span></span></h3></header>"
        f'<div class="ssrcss-bf9lz7-PostContent">{body}</div></article></li>\n'
    )


def page(title: str, posts: str, *, points: str = "", url: str = "", scripts: str = "") -> str:
    """A page; `points` is the markup of the key points."""
    canonical = f'<link rel="canonical" href="{escape(url)}">\n' if url else ""
    summary = (
        '<section class="ssrcss-17y8xi5-Summary"><h2 class="ssrcss-15ko9lu-Heading">Summary</h2>'
        + points
        + "</section>\n"
        if points
        else ""
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en-GB" class="no-js">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)} - BBC News</title>\n'
        f'{canonical}<meta property="og:site_name" content="BBC News">\n{scripts}</head>\n<body>\n'
        '<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>\n'
        f'<main id="main-content">\n<h1 class="ssrcss-1pl2zfy-StyledHeading">{escape(title)}</h1>\n{summary}'
        f'<section><h2>Live Reporting</h2><div id="LiveText"><ol role="list" class="ssrcss-1020bd1-Stack">\n{posts}</ol></div></section>\n'
        "</main>\n<footer><p>Copyright © 2031 BBC.</p></footer>\n</body>\n</html>\n"
    )


def points(items: list[str]) -> str:
    """Key points; the items are markup."""
    rows = "".join(f"<li><p {PARAGRAPH}>{item}</p></li>" for item in items)
    return f'<ul role="list" class="ssrcss-4w5ik8-UnorderedList">{rows}</ul>'
