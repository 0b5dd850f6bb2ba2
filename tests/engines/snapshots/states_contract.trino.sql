WITH t1 AS (
  SELECT
    "t0"."customer_id" AS "unit_id",
    "t0"."started_at" + PARSE_DURATION(
      CONCAT(
        CAST(CASE
          WHEN "t0"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2024-03-10T07:00:00') AS TIMESTAMP)
          THEN -14400
          ELSE -18000
        END AS VARCHAR),
        's'
      )
    ) AS "from_local",
    COALESCE(
      "t0"."ended_at",
      IF(
        "t0"."cancelled_at" IS NOT NULL,
        GREATEST("t0"."cancelled_at", COALESCE("t0"."ends_at", "t0"."cancelled_at")),
        CAST(NULL AS TIMESTAMP)
      ),
      IF(COALESCE("t0"."auto_renew", FALSE), CAST(NULL AS TIMESTAMP), "t0"."ends_at")
    ) + PARSE_DURATION(
      CONCAT(
        CAST(CASE
          WHEN COALESCE(
            "t0"."ended_at",
            IF(
              "t0"."cancelled_at" IS NOT NULL,
              GREATEST("t0"."cancelled_at", COALESCE("t0"."ends_at", "t0"."cancelled_at")),
              CAST(NULL AS TIMESTAMP)
            ),
            IF(COALESCE("t0"."auto_renew", FALSE), CAST(NULL AS TIMESTAMP), "t0"."ends_at")
          ) >= CAST(FROM_ISO8601_TIMESTAMP('2024-03-10T07:00:00') AS TIMESTAMP)
          THEN -14400
          ELSE -18000
        END AS VARCHAR),
        's'
      )
    ) AS "to_local"
  FROM "subscriptions" AS "t0"
  WHERE
    "t0"."customer_id" IS NOT NULL
    AND (
      (
        "t0"."mrr" IS NULL
      ) OR (
        "t0"."mrr" > 0
      )
    )
    AND "t0"."started_at" < CAST(FROM_ISO8601_TIMESTAMP('2024-06-22T04:00:00') AS TIMESTAMP)
), t2 AS (
  SELECT
    "t1"."unit_id",
    "t1"."from_local",
    COALESCE("t1"."to_local", CAST(FROM_ISO8601_TIMESTAMP('9999-12-31T00:00:00') AS TIMESTAMP)) AS "to_local"
  FROM t1 AS t1
  WHERE
    (
      "t1"."to_local" IS NULL
    ) OR (
      "t1"."to_local" > "t1"."from_local"
    )
), t3 AS (
  SELECT
    "t2"."unit_id",
    "t2"."from_local",
    "t2"."to_local",
    MAX("t2"."to_local") OVER (
      PARTITION BY "t2"."unit_id"
      ORDER BY "t2"."from_local" ASC, "t2"."to_local" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 preceding
    ) AS "reach"
  FROM t2 AS t2
), t4 AS (
  SELECT
    "t3"."unit_id",
    "t3"."from_local",
    "t3"."to_local",
    "t3"."reach",
    CAST((
      "t3"."reach" IS NULL
    )
    OR (
      (
        "t3"."from_local" - INTERVAL '1' DAY
      ) > "t3"."reach"
    ) AS BIGINT) AS "opens"
  FROM t3 AS t3
), t5 AS (
  SELECT
    "t4"."unit_id",
    "t4"."from_local",
    "t4"."to_local",
    "t4"."reach",
    "t4"."opens",
    SUM("t4"."opens") OVER (
      PARTITION BY "t4"."unit_id"
      ORDER BY "t4"."from_local" ASC, "t4"."to_local" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS "island"
  FROM t4 AS t4
), t6 AS (
  SELECT
    "t5"."unit_id",
    "t5"."island",
    MIN("t5"."from_local") AS "from_local",
    MAX("t5"."to_local") AS "to_local"
  FROM t5 AS t5
  GROUP BY
    1,
    2
)
SELECT
  "t6"."unit_id",
  "t6"."from_local",
  NULLIF("t6"."to_local", CAST(FROM_ISO8601_TIMESTAMP('9999-12-31T00:00:00') AS TIMESTAMP)) AS "to_local"
FROM t6 AS t6
WHERE
  "t6"."from_local" < CAST(FROM_ISO8601_DATE('2024-06-21') AS TIMESTAMP);
