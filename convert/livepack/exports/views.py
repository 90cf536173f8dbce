"""The views of the SQLite export: questions that are asked of live blogs, answered in SQL that can be read and changed."""

from __future__ import annotations

VIEWS = {
    "timeline": """\
-- Posts of each live blog from the oldest; those without a time come last. minutes_since is counted from the post before.
CREATE VIEW timeline AS
SELECT
  entries.blog_id, entries.entry_id, entries.published, entries.published_local, entries.utc_offset,
  (strftime('%s', entries.published) - strftime('%s', lag(entries.published) OVER oldest_first)) / 60 AS minutes_since,
  entries.headline, entries.author_name, entries.word_count, entries.embed_count, entries.image_count, entries.text
FROM entries
WINDOW oldest_first AS (
  PARTITION BY entries.blog_id
  ORDER BY entries.published IS NULL, entries.published, entries.position DESC, entries.entry_id
)
ORDER BY
  entries.blog_id, entries.published IS NULL, entries.published, entries.position DESC, entries.entry_id;""",
    "tweets_with_lead_in": """\
-- Each tweet with the paragraph right before it, which mostly introduces it; NULL where the tweet begins the post.
CREATE VIEW tweets_with_lead_in AS
SELECT
  embeds.embed_id, embeds.entry_id, entries.published_local, paragraphs.paragraph_id, paragraphs.text AS lead_in,
  embeds.availability, embeds.author_name, embeds.url, embeds.text
FROM embeds
LEFT JOIN entries ON entries.entry_id = embeds.entry_id
LEFT JOIN paragraphs ON paragraphs.entry_id = embeds.entry_id AND paragraphs.position = embeds.after_paragraph
WHERE embeds.provider = 'twitter' AND embeds.kind = 'social_post'
ORDER BY embeds.rowid;""",
    "image_sources": """\
-- How many pictures are credited to whom, and in how many posts; NULL where no credit is printed.
CREATE VIEW image_sources AS
SELECT credit, count(*) AS image_count, count(DISTINCT entry_id) AS entry_count
FROM images
GROUP BY credit
ORDER BY image_count DESC, credit;""",
    "posts_per_hour": """\
-- Posts and words by the hour on the publisher's clock. Where the clocks go back an hour comes twice, with two offsets.
CREATE VIEW posts_per_hour AS
SELECT
  blog_id, substr(published_local, 1, 10) AS local_date, CAST(substr(published_local, 12, 2) AS INTEGER) AS local_hour,
  utc_offset, count(*) AS post_count, sum(word_count) AS word_count
FROM entries
WHERE published_local IS NOT NULL
GROUP BY blog_id, local_date, local_hour, utc_offset
ORDER BY blog_id, min(published);""",
}
