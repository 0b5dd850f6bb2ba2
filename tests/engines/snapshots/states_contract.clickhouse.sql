WITH t1 AS (
  SELECT
    "t0"."customer_id" AS "unit_id",
    "t0"."started_at" + INTERVAL (CASE
      WHEN "t0"."started_at" >= toDateTime64('2024-03-10 07:00:00', 6)
      THEN -14400
      ELSE -18000
    END) SECOND AS "from_local",
    COALESCE(
      "t0"."ended_at",
      CASE
        WHEN isNotNull("t0"."cancelled_at")
        THEN GREATEST("t0"."cancelled_at", COALESCE("t0"."ends_at", "t0"."cancelled_at"))
        ELSE CAST(NULL AS Nullable(DateTime64(6)))
      END,
      CASE
        WHEN COALESCE("t0"."auto_renew", FALSE)
        THEN CAST(NULL AS Nullable(DateTime64(6)))
        ELSE "t0"."ends_at"
      END
    ) + INTERVAL (CASE
      WHEN COALESCE(
        "t0"."ended_at",
        CASE
          WHEN isNotNull("t0"."cancelled_at")
          THEN GREATEST("t0"."cancelled_at", COALESCE("t0"."ends_at", "t0"."cancelled_at"))
          ELSE CAST(NULL AS Nullable(DateTime64(6)))
        END,
        CASE
          WHEN COALESCE("t0"."auto_renew", FALSE)
          THEN CAST(NULL AS Nullable(DateTime64(6)))
          ELSE "t0"."ends_at"
        END
      ) >= toDateTime64('2024-03-10 07:00:00', 6)
      THEN -14400
      ELSE -18000
    END) SECOND AS "to_local"
  FROM "subscriptions" AS "t0"
  WHERE
    isNotNull("t0"."customer_id")
    AND (
      isNull("t0"."mrr") OR (
        "t0"."mrr" > 0
      )
    )
    AND "t0"."started_at" < toDateTime64('2024-06-22 04:00:00', 6)
), t2 AS (
  SELECT
    "t1"."unit_id" AS "unit_id",
    "t1"."from_local" AS "from_local",
    COALESCE("t1"."to_local", toDateTime64('9999-12-31 00:00:00', 6)) AS "to_local"
  FROM t1 AS t1
  WHERE
    isNull("t1"."to_local") OR (
      "t1"."to_local" > "t1"."from_local"
    )
), t3 AS (
  SELECT
    "t2"."unit_id" AS "unit_id",
    "t2"."from_local" AS "from_local",
    "t2"."to_local" AS "to_local",
    MAX("t2"."to_local") OVER (
      PARTITION BY "t2"."unit_id"
      ORDER BY "t2"."from_local" ASC, "t2"."to_local" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 preceding
    ) AS "reach"
  FROM t2 AS t2
), t4 AS (
  SELECT
    "t3"."unit_id" AS "unit_id",
    "t3"."from_local" AS "from_local",
    "t3"."to_local" AS "to_local",
    "t3"."reach" AS "reach",
    CAST(isNull("t3"."reach")
    OR (
      (
        "t3"."from_local" - INTERVAL '1' DAY
      ) > "t3"."reach"
    ) AS Nullable(Int64)) AS "opens"
  FROM t3 AS t3
), t5 AS (
  SELECT
    "t4"."unit_id" AS "unit_id",
    "t4"."from_local" AS "from_local",
    "t4"."to_local" AS "to_local",
    "t4"."reach" AS "reach",
    "t4"."opens" AS "opens",
    CAST(SUM("t4"."opens") OVER (
      PARTITION BY "t4"."unit_id"
      ORDER BY "t4"."from_local" ASC, "t4"."to_local" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS Nullable(Int64)) AS "island"
  FROM t4 AS t4
), t6 AS (
  SELECT
    "t5"."unit_id" AS "unit_id",
    "t5"."island" AS "island",
    MIN("t5"."from_local") AS "from_local",
    MAX("t5"."to_local") AS "to_local"
  FROM t5 AS t5
  GROUP BY
    "t5"."unit_id",
    "t5"."island"
)
SELECT
  "t6"."unit_id" AS "unit_id",
  "t6"."from_local" AS "from_local",
  nullIf("t6"."to_local", toDateTime64('9999-12-31 00:00:00', 6)) AS "to_local"
FROM t6 AS t6
WHERE
  "t6"."from_local" < CAST(toDate32('2024-06-21') AS Nullable(DateTime64(6)));
