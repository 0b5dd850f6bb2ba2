WITH t1 AS (
  SELECT
    "t0"."unit_id",
    "t0"."occurred_at" + PARSE_DURATION(
      CONCAT(
        CAST(CASE
          WHEN "t0"."occurred_at" >= CAST(FROM_ISO8601_TIMESTAMP('2024-03-10T07:00:00') AS TIMESTAMP)
          THEN -14400
          ELSE -18000
        END AS VARCHAR),
        's'
      )
    ) AS "from_local"
  FROM "events" AS "t0"
), t2 AS (
  SELECT
    "t1"."unit_id",
    DATE_TRUNC('DAY', "t1"."from_local") AS "day",
    MIN("t1"."from_local") AS "from_local"
  FROM t1 AS t1
  GROUP BY
    1,
    2
), t3 AS (
  SELECT
    "t2"."unit_id",
    "t2"."day",
    "t2"."from_local",
    ROW_NUMBER() OVER (PARTITION BY "t2"."unit_id" ORDER BY "t2"."day" ASC) - 1 AS "gaps",
    DATE_DIFF(
      'DAY',
      DATE_TRUNC(
        'DAY',
        CAST(MIN("t2"."day") OVER (
          PARTITION BY "t2"."unit_id"
          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) AS DATE)
      ),
      DATE_TRUNC('DAY', CAST("t2"."day" AS DATE))
    ) AS "spread",
    LEAD("t2"."from_local") OVER (PARTITION BY "t2"."unit_id" ORDER BY "t2"."day" ASC) AS "following"
  FROM t2 AS t2
)
SELECT
  "t3"."unit_id",
  "t3"."from_local",
  LEAST(
    "t3"."from_local" + PARSE_DURATION(
      CONCAT(
        CAST(CAST(ROUND(
          (
            "t3"."spread" + 30
          ) * (
            EXP(CAST(2.302585092994046 AS DOUBLE) / (
              "t3"."gaps" + 2
            )) - 1
          ) * 86400,
          0
        ) AS BIGINT) AS VARCHAR),
        's'
      )
    ),
    COALESCE(
      "t3"."following",
      "t3"."from_local" + PARSE_DURATION(
        CONCAT(
          CAST(CAST(ROUND(
            (
              "t3"."spread" + 30
            ) * (
              EXP(CAST(2.302585092994046 AS DOUBLE) / (
                "t3"."gaps" + 2
              )) - 1
            ) * 86400,
            0
          ) AS BIGINT) AS VARCHAR),
          's'
        )
      )
    )
  ) AS "to_local"
FROM t3 AS t3;
