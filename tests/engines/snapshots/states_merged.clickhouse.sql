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
), t4 AS (
  SELECT
    "t3"."unit_id" AS "unit_id",
    "t3"."from_local" AS "from_local",
    COALESCE(
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
      ),
      toDateTime64('9999-12-31 00:00:00', 6)
    ) AS "to_local"
  FROM t3 AS t3
), t5 AS (
  SELECT
    "t4"."unit_id" AS "unit_id",
    "t4"."from_local" AS "from_local",
    "t4"."to_local" AS "to_local",
    MAX("t4"."to_local") OVER (
      PARTITION BY "t4"."unit_id"
      ORDER BY "t4"."from_local" ASC, "t4"."to_local" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 preceding
    ) AS "reach"
  FROM t4 AS t4
), t6 AS (
  SELECT
    "t5"."unit_id" AS "unit_id",
    "t5"."from_local" AS "from_local",
    "t5"."to_local" AS "to_local",
    "t5"."reach" AS "reach",
    CAST(isNull("t5"."reach") OR (
      "t5"."from_local" > "t5"."reach"
    ) AS Nullable(Int64)) AS "opens"
  FROM t5 AS t5
), t7 AS (
  SELECT
    "t6"."unit_id" AS "unit_id",
    "t6"."from_local" AS "from_local",
    "t6"."to_local" AS "to_local",
    "t6"."reach" AS "reach",
    "t6"."opens" AS "opens",
    CAST(SUM("t6"."opens") OVER (
      PARTITION BY "t6"."unit_id"
      ORDER BY "t6"."from_local" ASC, "t6"."to_local" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS Nullable(Int64)) AS "island"
  FROM t6 AS t6
), t8 AS (
  SELECT
    "t7"."unit_id" AS "unit_id",
    "t7"."island" AS "island",
    MIN("t7"."from_local") AS "from_local",
    MAX("t7"."to_local") AS "to_local"
  FROM t7 AS t7
  GROUP BY
    "t7"."unit_id",
    "t7"."island"
)
SELECT
  "t8"."unit_id" AS "unit_id",
  "t8"."from_local" AS "from_local",
  nullIf("t8"."to_local", toDateTime64('9999-12-31 00:00:00', 6)) AS "to_local"
FROM t8 AS t8;
