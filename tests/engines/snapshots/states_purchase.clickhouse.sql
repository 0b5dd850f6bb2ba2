WITH t1 AS (
  SELECT
    "t0"."unit_id" AS "unit_id",
    "t0"."occurred_at" + INTERVAL (CASE
      WHEN "t0"."occurred_at" >= toDateTime64('2024-03-10 07:00:00', 6)
      THEN -14400
      ELSE -18000
    END) SECOND AS "from_local"
  FROM "events" AS "t0"
), t2 AS (
  SELECT
    "t1"."unit_id" AS "unit_id",
    CAST(dateTrunc('DAY', "t1"."from_local") AS Nullable(DateTime64(6))) AS "day",
    MIN("t1"."from_local") AS "from_local"
  FROM t1 AS t1
  GROUP BY
    "t1"."unit_id",
    CAST(dateTrunc('DAY', "t1"."from_local") AS Nullable(DateTime64(6)))
), t3 AS (
  SELECT
    "t2"."unit_id" AS "unit_id",
    "t2"."day" AS "day",
    "t2"."from_local" AS "from_local",
    CAST(ROW_NUMBER() OVER (
      PARTITION BY "t2"."unit_id"
      ORDER BY "t2"."day" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS Nullable(Int64)) - 1 AS "gaps",
    DATE_DIFF(
      DAY,
      CAST(MIN("t2"."day") OVER (
        PARTITION BY "t2"."unit_id"
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) AS Nullable(Date32)),
      CAST("t2"."day" AS Nullable(Date32))
    ) AS "spread",
    leadInFrame(toNullable("t2"."from_local")) OVER (
      PARTITION BY "t2"."unit_id"
      ORDER BY "t2"."day" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS "following"
  FROM t2 AS t2
)
SELECT
  "t3"."unit_id" AS "unit_id",
  "t3"."from_local" AS "from_local",
  LEAST(
    "t3"."from_local" + INTERVAL (CAST(ROUND(
      (
        "t3"."spread" + 30
      ) * (
        EXP(2.302585092994046 / (
          "t3"."gaps" + 2
        )) - 1
      ) * 86400,
      0
    ) AS Nullable(Int64))) SECOND,
    COALESCE(
      "t3"."following",
      "t3"."from_local" + INTERVAL (CAST(ROUND(
        (
          "t3"."spread" + 30
        ) * (
          EXP(2.302585092994046 / (
            "t3"."gaps" + 2
          )) - 1
        ) * 86400,
        0
      ) AS Nullable(Int64))) SECOND
    )
  ) AS "to_local"
FROM t3 AS t3;
