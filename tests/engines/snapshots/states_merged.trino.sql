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
), t4 AS (
  SELECT
    "t3"."unit_id",
    "t3"."from_local",
    COALESCE(
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
      ),
      CAST(FROM_ISO8601_TIMESTAMP('9999-12-31T00:00:00') AS TIMESTAMP)
    ) AS "to_local"
  FROM t3 AS t3
), t5 AS (
  SELECT
    "t4"."unit_id",
    "t4"."from_local",
    "t4"."to_local",
    MAX("t4"."to_local") OVER (
      PARTITION BY "t4"."unit_id"
      ORDER BY "t4"."from_local" ASC, "t4"."to_local" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 preceding
    ) AS "reach"
  FROM t4 AS t4
), t6 AS (
  SELECT
    "t5"."unit_id",
    "t5"."from_local",
    "t5"."to_local",
    "t5"."reach",
    CAST((
      "t5"."reach" IS NULL
    ) OR (
      "t5"."from_local" > "t5"."reach"
    ) AS BIGINT) AS "opens"
  FROM t5 AS t5
), t7 AS (
  SELECT
    "t6"."unit_id",
    "t6"."from_local",
    "t6"."to_local",
    "t6"."reach",
    "t6"."opens",
    SUM("t6"."opens") OVER (
      PARTITION BY "t6"."unit_id"
      ORDER BY "t6"."from_local" ASC, "t6"."to_local" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS "island"
  FROM t6 AS t6
), t8 AS (
  SELECT
    "t7"."unit_id",
    "t7"."island",
    MIN("t7"."from_local") AS "from_local",
    MAX("t7"."to_local") AS "to_local"
  FROM t7 AS t7
  GROUP BY
    1,
    2
)
SELECT
  "t8"."unit_id",
  "t8"."from_local",
  NULLIF("t8"."to_local", CAST(FROM_ISO8601_TIMESTAMP('9999-12-31T00:00:00') AS TIMESTAMP)) AS "to_local"
FROM t8 AS t8;
