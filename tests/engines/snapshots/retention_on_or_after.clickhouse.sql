WITH t3 AS (
  SELECT
    "t0"."unit_id" AS "unit_id",
    CASE
      WHEN "t0"."occurred_at" < toDateTime64('2024-06-21 00:00:00', 6)
      THEN (
        (
          CAST(toYear(CAST("t0"."occurred_at" + INTERVAL '0' SECOND AS Nullable(Date32))) AS Nullable(Int64)) * 12
        ) + CAST(toMonth(CAST("t0"."occurred_at" + INTERVAL '0' SECOND AS Nullable(Date32))) AS Nullable(Int64))
      ) - 1
      ELSE CAST(NULL AS Nullable(Int64))
    END AS "seen"
  FROM "events" AS "t0"
), t4 AS (
  SELECT
    "t3"."unit_id" AS "unit_id",
    "t3"."seen" AS "seen",
    CAST(COUNT(*) AS Nullable(Int64)) AS "times"
  FROM t3 AS t3
  GROUP BY
    "t3"."unit_id",
    "t3"."seen"
), t5 AS (
  SELECT
    "t4"."unit_id" AS "unit_id",
    "t4"."seen" AS "seen"
  FROM t4 AS t4
  WHERE
    "t4"."times" >= 2
), t6 AS (
  SELECT
    "t5"."unit_id" AS "unit_id",
    CAST(MIN("t5"."seen") AS Nullable(Int64)) AS "first_seen",
    CAST(MAX("t5"."seen") AS Nullable(Int64)) AS "last_seen",
    CAST(reinterpretAsInt64(
      groupBitOr(
        reinterpretAsUInt64(
          CASE
            WHEN "t5"."seen" >= 24288
            THEN bitShiftLeft(CAST(1 AS Nullable(Int64)), GREATEST("t5"."seen" - 24288, 0))
            ELSE 0
          END
        )
      )
    ) AS Nullable(Int64)) AS "word_0"
  FROM t5 AS t5
  GROUP BY
    "t5"."unit_id"
), t7 AS (
  SELECT
    "t6"."unit_id" AS "unit_id",
    "t6"."first_seen" AS "first_seen",
    "t6"."last_seen" AS "last_seen",
    "t6"."word_0" AS "word_0",
    "t6"."first_seen" AS "number"
  FROM t6 AS t6
  WHERE
    isNotNull("t6"."unit_id") AND isNotNull("t6"."first_seen")
), t8 AS (
  SELECT
    "t7".*
    EXCEPT ("first_seen")
  FROM t7 AS t7
), "t9" AS MATERIALIZED (
  SELECT
    "t8"."last_seen" AS "last_seen",
    "t8"."word_0" AS "word_0",
    "t8"."number" AS "number",
    CAST(COUNT(*) AS Nullable(Int64)) AS "units"
  FROM t8 AS t8
  GROUP BY
    "t8"."last_seen",
    "t8"."word_0",
    "t8"."number"
), t16 AS (
  SELECT
    CAST(CASE WHEN MIN("t10"."number") < 24288 THEN 24288 ELSE MIN("t10"."number") END AS Nullable(Int64)) AS "first"
  FROM "t9" AS "t10"
), t19 AS (
  SELECT
    arrayJoin(range(COALESCE("t16"."first", 24294, 0), COALESCE(24294, "t16"."first", 0), 1)) AS "number"
  FROM t16 AS t16
), t12 AS (
  SELECT
    "t10"."number" AS "number"
  FROM "t9" AS "t10"
), t22 AS (
  SELECT
    *
  FROM t19 AS t19
  UNION DISTINCT
  SELECT
    *
  FROM t12 AS t12
), t15 AS (
  SELECT
    "t10"."number" AS "number",
    CAST(SUM("t10"."units") AS Nullable(Int64)) AS "size"
  FROM "t9" AS "t10"
  GROUP BY
    "t10"."number"
), t23 AS (
  SELECT
    "t22"."number" AS "number",
    "t15"."size" AS "size"
  FROM t22 AS t22
  LEFT OUTER JOIN t15 AS t15
    ON "t22"."number" = "t15"."number"
), t24 AS (
  SELECT
    "t23"."number" AS "number",
    COALESCE("t23"."size", 0) AS "size"
  FROM t23 AS t23
), t26 AS (
  SELECT
    "t24"."number" AS "number",
    "t24"."size" AS "size",
    arrayJoin(
      range(
        COALESCE(0, (
          24293 - "t24"."number"
        ) + 1, 0),
        COALESCE((
          24293 - "t24"."number"
        ) + 1, 0, 0),
        1
      )
    ) AS "period"
  FROM t24 AS t24
), t2 AS (
  SELECT
    arrayJoin(range(COALESCE(24288, 24294, 0), COALESCE(24294, 24288, 0), 1)) AS "seen"
), t13 AS (
  SELECT
    "t11"."last_seen" AS "last_seen",
    "t11"."word_0" AS "word_0",
    "t11"."number" AS "number",
    "t11"."units" AS "units",
    "t2"."seen" AS "seen"
  FROM "t9" AS "t11"
  CROSS JOIN t2 AS t2
), t17 AS (
  SELECT
    "t13"."last_seen" AS "last_seen",
    "t13"."word_0" AS "word_0",
    "t13"."number" AS "number",
    "t13"."units" AS "units",
    "t13"."seen" AS "seen",
    "t13"."seen" - "t13"."number" AS "period"
  FROM t13 AS t13
  WHERE
    "t13"."seen" >= "t13"."number" AND "t13"."seen" <= "t13"."last_seen"
), t20 AS (
  SELECT
    "t17"."number" AS "number",
    "t17"."period" AS "period",
    CAST(SUM("t17"."units") AS Nullable(Int64)) AS "came"
  FROM t17 AS t17
  GROUP BY
    "t17"."number",
    "t17"."period"
), t27 AS (
  SELECT
    "t26"."number" AS "number",
    "t26"."period" AS "period",
    "t26"."size" AS "size",
    "t20"."came" AS "came"
  FROM t26 AS t26
  LEFT OUTER JOIN t20 AS t20
    ON "t26"."number" = "t20"."number" AND "t26"."period" = "t20"."period"
), t28 AS (
  SELECT
    "t27"."size" AS "size",
    "t27"."period" AS "period",
    CAST(CAST(toDate32('1970-01-01') + INTERVAL ("t27"."number" - 23640) MONTH AS Nullable(DateTime64(6))) AS Nullable(Date32)) AS "cohort",
    (
      (
        "t27"."number" + "t27"."period"
      ) < 24293
    )
    AND NOT (
      (
        "t27"."number" < 24288
      )
      AND (
        (
          "t27"."number" + "t27"."period"
        ) < 24289
      )
    ) AS "complete",
    CASE
      WHEN (
        (
          "t27"."number" + "t27"."period"
        ) < 24293
      )
      AND NOT (
        (
          "t27"."number" < 24288
        )
        AND (
          (
            "t27"."number" + "t27"."period"
          ) < 24289
        )
      )
      THEN "t27"."size"
      ELSE 0
    END AS "eligible",
    CASE
      WHEN (
        (
          "t27"."number" + "t27"."period"
        ) < 24293
      )
      AND NOT (
        (
          "t27"."number" < 24288
        )
        AND (
          (
            "t27"."number" + "t27"."period"
          ) < 24289
        )
      )
      THEN COALESCE("t27"."came", 0)
      ELSE 0
    END AS "returned",
    CASE
      WHEN NOT (
        (
          "t27"."number" + "t27"."period"
        ) < 24293
      )
      THEN 'the period is not over for everyone'
      WHEN (
        "t27"."number" < 24288
      )
      AND (
        (
          "t27"."number" + "t27"."period"
        ) < 24289
      )
      THEN 'the data begin too late to see this period'
      WHEN "t27"."size" = 0
      THEN 'nobody started in this period'
      ELSE CAST(NULL AS Nullable(String))
    END AS "reason"
  FROM t27 AS t27
)
SELECT
  "t28"."cohort" AS "cohort",
  "t28"."size" AS "size",
  "t28"."period" AS "period",
  "t28"."eligible" AS "eligible",
  "t28"."returned" AS "returned",
  "t28"."returned" / nullIf("t28"."eligible", 0) AS "retention",
  CASE
    WHEN "t28"."returned" > 0
    THEN (
      (
        "t28"."returned" + 1.9207294103470627
      ) - (
        (
          POWER(
            (
              (
                (
                  "t28"."returned" * (
                    nullIf("t28"."eligible", 0) - "t28"."returned"
                  )
                ) / nullIf("t28"."eligible", 0)
              ) + 0.9603647051735313
            ),
            0.5
          )
        ) * 1.959963984540054
      )
    ) / (
      nullIf("t28"."eligible", 0) + 3.8414588206941254
    )
    ELSE "t28"."returned" / nullIf("t28"."eligible", 0)
  END AS "retention_low",
  CASE
    WHEN "t28"."returned" < nullIf("t28"."eligible", 0)
    THEN (
      "t28"."returned" + 1.9207294103470627 + (
        (
          POWER(
            (
              (
                (
                  "t28"."returned" * (
                    nullIf("t28"."eligible", 0) - "t28"."returned"
                  )
                ) / nullIf("t28"."eligible", 0)
              ) + 0.9603647051735313
            ),
            0.5
          )
        ) * 1.959963984540054
      )
    ) / (
      nullIf("t28"."eligible", 0) + 3.8414588206941254
    )
    ELSE "t28"."returned" / nullIf("t28"."eligible", 0)
  END AS "retention_high",
  "t28"."complete" AS "complete",
  "t28"."reason" AS "reason"
FROM t28 AS t28
ORDER BY
  "t28"."cohort" ASC,
  "t28"."period" ASC;
