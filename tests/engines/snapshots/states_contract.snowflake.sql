WITH t1 AS (
  SELECT
    "t0"."customer_id" AS "unit_id",
    DATEADD(
      SECOND,
      CASE
        WHEN "t0"."started_at" >= TIMESTAMP_FROM_PARTS(2024, 3, 10, 7, 0, 0, 0)
        THEN -14400
        ELSE -18000
      END,
      "t0"."started_at"
    ) AS "from_local",
    DATEADD(
      SECOND,
      CASE
        WHEN COALESCE(
          "t0"."ended_at",
          IFF(
            "t0"."cancelled_at" IS NOT NULL,
            GREATEST("t0"."cancelled_at", COALESCE("t0"."ends_at", "t0"."cancelled_at")),
            CAST(NULL AS TIMESTAMP)
          ),
          IFF(COALESCE("t0"."auto_renew", FALSE), CAST(NULL AS TIMESTAMP), "t0"."ends_at")
        ) >= TIMESTAMP_FROM_PARTS(2024, 3, 10, 7, 0, 0, 0)
        THEN -14400
        ELSE -18000
      END,
      COALESCE(
        "t0"."ended_at",
        IFF(
          "t0"."cancelled_at" IS NOT NULL,
          GREATEST("t0"."cancelled_at", COALESCE("t0"."ends_at", "t0"."cancelled_at")),
          CAST(NULL AS TIMESTAMP)
        ),
        IFF(COALESCE("t0"."auto_renew", FALSE), CAST(NULL AS TIMESTAMP), "t0"."ends_at")
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
    AND "t0"."started_at" < TIMESTAMP_FROM_PARTS(2024, 6, 22, 4, 0, 0, 0)
), t2 AS (
  SELECT
    "t1"."unit_id",
    "t1"."from_local",
    COALESCE("t1"."to_local", TIMESTAMP_FROM_PARTS(9999, 12, 31, 0, 0, 0, 0)) AS "to_local"
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
      DATEADD(DAY, -'1', "t3"."from_local") > "t3"."reach"
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
  NULLIF("t6"."to_local", TIMESTAMP_FROM_PARTS(9999, 12, 31, 0, 0, 0, 0)) AS "to_local"
FROM t6 AS t6
WHERE
  "t6"."from_local" < CAST(DATE_FROM_PARTS(2024, 6, 21) AS TIMESTAMP);
