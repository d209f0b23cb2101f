-- The rows: 10,000 users, 100,000 posts, 1,000,000 comments, 100 tags.
-- A hundred posts have 5,005 comments each, and are not those that the page shows.
INSERT INTO users
SELECT i, 'User number ' || i, CASE WHEN i % 3 > 0 THEN 'colour ' || i % 7 END
FROM generate_series(1, 10000) AS i;

INSERT INTO posts
SELECT i, (i - 1) / 10 + 1, 'The title of post ' || i, repeat('Some words of it. ', 5 + i % 10),
    '2024-01-01'::timestamptz + i * interval '1 minute'
FROM generate_series(1, 100000) AS i;

INSERT INTO comments
SELECT i, (i - 1) / 5 + 1, 'I think that ' || i || ' is a number', '2024-02-01'::timestamptz + i * interval '1 second'
FROM generate_series(1, 500000) AS i;

INSERT INTO comments
SELECT 500000 + i, 50000 + (i - 1) / 5000 + 1, 'I think that ' || i || ' is a number',
    '2024-03-01'::timestamptz + i * interval '1 second'
FROM generate_series(1, 500000) AS i;

INSERT INTO tags SELECT i, 'tag ' || i FROM generate_series(1, 100) AS i;

INSERT INTO post_tags
SELECT post, (post + nth * 31) % 100 + 1
FROM generate_series(1, 100000) AS post, generate_series(1, 3) AS nth;
