WITH t9 AS (
  SELECT
    "t2"."unit_id" AS "unit_id",
    CASE
      WHEN "t2"."occurred_at" < toDateTime64('2024-06-21 04:00:00', 6)
      THEN (
        (
          CAST(toYear(
            CAST("t2"."occurred_at" + INTERVAL (CASE
              WHEN "t2"."occurred_at" >= toDateTime64('2024-03-10 07:00:00', 6)
              THEN -14400
              ELSE -18000
            END) SECOND AS Nullable(Date32))
          ) AS Nullable(Int64)) * 12
        ) + CAST(toMonth(
          CAST("t2"."occurred_at" + INTERVAL (CASE
            WHEN "t2"."occurred_at" >= toDateTime64('2024-03-10 07:00:00', 6)
            THEN -14400
            ELSE -18000
          END) SECOND AS Nullable(Date32))
        ) AS Nullable(Int64))
      ) - 1
      ELSE CAST(NULL AS Nullable(Int64))
    END AS "seen"
  FROM "events" AS "t2"
), "t12" AS MATERIALIZED (
  SELECT
    "t9"."unit_id" AS "unit_id",
    CAST(MIN("t9"."seen") AS Nullable(Int64)) AS "first_seen",
    CAST(MAX("t9"."seen") AS Nullable(Int64)) AS "last_seen",
    CAST(reinterpretAsInt64(
      groupBitOr(
        reinterpretAsUInt64(
          CASE
            WHEN "t9"."seen" >= 24288
            THEN bitShiftLeft(CAST(1 AS Nullable(Int64)), GREATEST("t9"."seen" - 24288, 0))
            ELSE 0
          END
        )
      )
    ) AS Nullable(Int64)) AS "word_0"
  FROM t9 AS t9
  GROUP BY
    "t9"."unit_id"
), t8 AS (
  SELECT
    "t1"."unit_id" AS "unit_id",
    (
      (
        CAST(toYear(
          CAST("t1"."started_at" + INTERVAL (CASE
            WHEN "t1"."started_at" >= toDateTime64('2024-03-10 07:00:00', 6)
            THEN -14400
            WHEN "t1"."started_at" >= toDateTime64('2023-11-05 06:00:00', 6)
            THEN -18000
            WHEN "t1"."started_at" >= toDateTime64('2023-03-12 07:00:00', 6)
            THEN -14400
            WHEN "t1"."started_at" >= toDateTime64('2022-11-06 06:00:00', 6)
            THEN -18000
            WHEN "t1"."started_at" >= toDateTime64('2022-03-13 07:00:00', 6)
            THEN -14400
            WHEN "t1"."started_at" >= toDateTime64('2021-11-07 06:00:00', 6)
            THEN -18000
            WHEN "t1"."started_at" >= toDateTime64('2021-03-14 07:00:00', 6)
            THEN -14400
            WHEN "t1"."started_at" >= toDateTime64('2020-11-01 06:00:00', 6)
            THEN -18000
            WHEN "t1"."started_at" >= toDateTime64('2020-03-08 07:00:00', 6)
            THEN -14400
            WHEN "t1"."started_at" >= toDateTime64('2019-11-03 06:00:00', 6)
            THEN -18000
            WHEN "t1"."started_at" >= toDateTime64('2019-03-10 07:00:00', 6)
            THEN -14400
            WHEN "t1"."started_at" >= toDateTime64('2018-11-04 06:00:00', 6)
            THEN -18000
            WHEN "t1"."started_at" >= toDateTime64('2018-03-11 07:00:00', 6)
            THEN -14400
            WHEN "t1"."started_at" >= toDateTime64('2017-11-05 06:00:00', 6)
            THEN -18000
            WHEN "t1"."started_at" >= toDateTime64('2017-03-12 07:00:00', 6)
            THEN -14400
            WHEN "t1"."started_at" >= toDateTime64('2016-11-06 06:00:00', 6)
            THEN -18000
            WHEN "t1"."started_at" >= toDateTime64('2016-03-13 07:00:00', 6)
            THEN -14400
            WHEN "t1"."started_at" >= toDateTime64('2015-11-01 06:00:00', 6)
            THEN -18000
            WHEN "t1"."started_at" >= toDateTime64('2015-03-08 07:00:00', 6)
            THEN -14400
            WHEN "t1"."started_at" >= toDateTime64('2014-11-02 06:00:00', 6)
            THEN -18000
            WHEN "t1"."started_at" >= toDateTime64('2014-03-09 07:00:00', 6)
            THEN -14400
            WHEN "t1"."started_at" >= toDateTime64('2013-11-03 06:00:00', 6)
            THEN -18000
            WHEN "t1"."started_at" >= toDateTime64('2013-03-10 07:00:00', 6)
            THEN -14400
            WHEN "t1"."started_at" >= toDateTime64('2012-11-04 06:00:00', 6)
            THEN -18000
            WHEN "t1"."started_at" >= toDateTime64('2012-03-11 07:00:00', 6)
            THEN -14400
            WHEN "t1"."started_at" >= toDateTime64('2011-11-06 06:00:00', 6)
            THEN -18000
            WHEN "t1"."started_at" >= toDateTime64('2011-03-13 07:00:00', 6)
            THEN -14400
            WHEN "t1"."started_at" >= toDateTime64('2010-11-07 06:00:00', 6)
            THEN -18000
            WHEN "t1"."started_at" >= toDateTime64('2010-03-14 07:00:00', 6)
            THEN -14400
            WHEN "t1"."started_at" >= toDateTime64('2009-11-01 06:00:00', 6)
            THEN -18000
            WHEN "t1"."started_at" >= toDateTime64('2009-03-08 07:00:00', 6)
            THEN -14400
            WHEN "t1"."started_at" >= toDateTime64('2008-11-02 06:00:00', 6)
            THEN -18000
            WHEN "t1"."started_at" >= toDateTime64('2008-03-09 07:00:00', 6)
            THEN -14400
            WHEN "t1"."started_at" >= toDateTime64('2007-11-04 06:00:00', 6)
            THEN -18000
            WHEN "t1"."started_at" >= toDateTime64('2007-03-11 07:00:00', 6)
            THEN -14400
            WHEN "t1"."started_at" >= toDateTime64('2006-10-29 06:00:00', 6)
            THEN -18000
            WHEN "t1"."started_at" >= toDateTime64('2006-04-02 07:00:00', 6)
            THEN -14400
            WHEN "t1"."started_at" >= toDateTime64('2005-10-30 06:00:00', 6)
            THEN -18000
            WHEN "t1"."started_at" >= toDateTime64('2005-04-03 07:00:00', 6)
            THEN -14400
            WHEN "t1"."started_at" >= toDateTime64('2004-10-31 06:00:00', 6)
            THEN -18000
            WHEN "t1"."started_at" >= toDateTime64('2004-04-04 07:00:00', 6)
            THEN -14400
            ELSE -18000
          END) SECOND AS Nullable(Date32))
        ) AS Nullable(Int64)) * 12
      ) + CAST(toMonth(
        CAST("t1"."started_at" + INTERVAL (CASE
          WHEN "t1"."started_at" >= toDateTime64('2024-03-10 07:00:00', 6)
          THEN -14400
          WHEN "t1"."started_at" >= toDateTime64('2023-11-05 06:00:00', 6)
          THEN -18000
          WHEN "t1"."started_at" >= toDateTime64('2023-03-12 07:00:00', 6)
          THEN -14400
          WHEN "t1"."started_at" >= toDateTime64('2022-11-06 06:00:00', 6)
          THEN -18000
          WHEN "t1"."started_at" >= toDateTime64('2022-03-13 07:00:00', 6)
          THEN -14400
          WHEN "t1"."started_at" >= toDateTime64('2021-11-07 06:00:00', 6)
          THEN -18000
          WHEN "t1"."started_at" >= toDateTime64('2021-03-14 07:00:00', 6)
          THEN -14400
          WHEN "t1"."started_at" >= toDateTime64('2020-11-01 06:00:00', 6)
          THEN -18000
          WHEN "t1"."started_at" >= toDateTime64('2020-03-08 07:00:00', 6)
          THEN -14400
          WHEN "t1"."started_at" >= toDateTime64('2019-11-03 06:00:00', 6)
          THEN -18000
          WHEN "t1"."started_at" >= toDateTime64('2019-03-10 07:00:00', 6)
          THEN -14400
          WHEN "t1"."started_at" >= toDateTime64('2018-11-04 06:00:00', 6)
          THEN -18000
          WHEN "t1"."started_at" >= toDateTime64('2018-03-11 07:00:00', 6)
          THEN -14400
          WHEN "t1"."started_at" >= toDateTime64('2017-11-05 06:00:00', 6)
          THEN -18000
          WHEN "t1"."started_at" >= toDateTime64('2017-03-12 07:00:00', 6)
          THEN -14400
          WHEN "t1"."started_at" >= toDateTime64('2016-11-06 06:00:00', 6)
          THEN -18000
          WHEN "t1"."started_at" >= toDateTime64('2016-03-13 07:00:00', 6)
          THEN -14400
          WHEN "t1"."started_at" >= toDateTime64('2015-11-01 06:00:00', 6)
          THEN -18000
          WHEN "t1"."started_at" >= toDateTime64('2015-03-08 07:00:00', 6)
          THEN -14400
          WHEN "t1"."started_at" >= toDateTime64('2014-11-02 06:00:00', 6)
          THEN -18000
          WHEN "t1"."started_at" >= toDateTime64('2014-03-09 07:00:00', 6)
          THEN -14400
          WHEN "t1"."started_at" >= toDateTime64('2013-11-03 06:00:00', 6)
          THEN -18000
          WHEN "t1"."started_at" >= toDateTime64('2013-03-10 07:00:00', 6)
          THEN -14400
          WHEN "t1"."started_at" >= toDateTime64('2012-11-04 06:00:00', 6)
          THEN -18000
          WHEN "t1"."started_at" >= toDateTime64('2012-03-11 07:00:00', 6)
          THEN -14400
          WHEN "t1"."started_at" >= toDateTime64('2011-11-06 06:00:00', 6)
          THEN -18000
          WHEN "t1"."started_at" >= toDateTime64('2011-03-13 07:00:00', 6)
          THEN -14400
          WHEN "t1"."started_at" >= toDateTime64('2010-11-07 06:00:00', 6)
          THEN -18000
          WHEN "t1"."started_at" >= toDateTime64('2010-03-14 07:00:00', 6)
          THEN -14400
          WHEN "t1"."started_at" >= toDateTime64('2009-11-01 06:00:00', 6)
          THEN -18000
          WHEN "t1"."started_at" >= toDateTime64('2009-03-08 07:00:00', 6)
          THEN -14400
          WHEN "t1"."started_at" >= toDateTime64('2008-11-02 06:00:00', 6)
          THEN -18000
          WHEN "t1"."started_at" >= toDateTime64('2008-03-09 07:00:00', 6)
          THEN -14400
          WHEN "t1"."started_at" >= toDateTime64('2007-11-04 06:00:00', 6)
          THEN -18000
          WHEN "t1"."started_at" >= toDateTime64('2007-03-11 07:00:00', 6)
          THEN -14400
          WHEN "t1"."started_at" >= toDateTime64('2006-10-29 06:00:00', 6)
          THEN -18000
          WHEN "t1"."started_at" >= toDateTime64('2006-04-02 07:00:00', 6)
          THEN -14400
          WHEN "t1"."started_at" >= toDateTime64('2005-10-30 06:00:00', 6)
          THEN -18000
          WHEN "t1"."started_at" >= toDateTime64('2005-04-03 07:00:00', 6)
          THEN -14400
          WHEN "t1"."started_at" >= toDateTime64('2004-10-31 06:00:00', 6)
          THEN -18000
          WHEN "t1"."started_at" >= toDateTime64('2004-04-04 07:00:00', 6)
          THEN -14400
          ELSE -18000
        END) SECOND AS Nullable(Date32))
      ) AS Nullable(Int64))
    ) - 1 AS "number"
  FROM "starts" AS "t1"
  WHERE
    isNotNull("t1"."unit_id")
    AND "t1"."started_at" < toDateTime64('2024-06-21 04:00:00', 6)
), t11 AS (
  SELECT
    "t8"."unit_id" AS "unit_id",
    CAST(MIN("t8"."number") AS Nullable(Int64)) AS "number"
  FROM t8 AS t8
  GROUP BY
    "t8"."unit_id"
), t17 AS (
  SELECT
    *
  FROM "t12" AS "t13"
  WHERE
    isNotNull("t13"."unit_id") AND isNotNull("t13"."first_seen")
), t19 AS (
  SELECT
    "t11"."unit_id" AS "unit_id",
    "t17"."first_seen" AS "first_seen",
    "t17"."last_seen" AS "last_seen",
    "t17"."word_0" AS "word_0",
    "t11"."number" AS "number"
  FROM t11 AS t11
  LEFT OUTER JOIN t17 AS t17
    ON "t11"."unit_id" = "t17"."unit_id"
), t16 AS (
  SELECT
    "t13"."unit_id" AS "unit_id",
    "t13"."first_seen" AS "first_seen",
    "t13"."last_seen" AS "last_seen",
    "t13"."word_0" AS "word_0",
    "t13"."first_seen" AS "number"
  FROM "t12" AS "t13"
  WHERE
    isNotNull("t13"."unit_id") AND isNotNull("t13"."first_seen")
), t7 AS (
  SELECT
    *
  FROM "starts" AS "t1"
  WHERE
    isNotNull("t1"."started_at")
), t18 AS (
  SELECT
    "t16"."unit_id" AS "unit_id",
    "t16"."first_seen" AS "first_seen",
    "t16"."last_seen" AS "last_seen",
    "t16"."word_0" AS "word_0",
    "t16"."number" AS "number"
  FROM t16 AS t16
  LEFT ANTI JOIN t7 AS t7
    ON "t16"."unit_id" = "t7"."unit_id"
), t21 AS (
  SELECT
    *
  FROM t19 AS t19
  UNION ALL
  SELECT
    *
  FROM t18 AS t18
), t22 AS (
  SELECT
    "t21"."unit_id" AS "unit_id",
    "t21"."first_seen" AS "first_seen",
    "t21"."last_seen" AS "last_seen",
    "t21"."word_0" AS "word_0",
    "t21"."number" AS "number",
    "t3"."unit_id" AS "unit_id_right",
    "t3"."group" AS "group"
  FROM t21 AS t21
  LEFT OUTER JOIN "groups" AS "t3"
    ON "t21"."unit_id" = "t3"."unit_id"
), t23 AS (
  SELECT
    "t22".*
    EXCEPT ("unit_id_right")
  FROM t22 AS t22
), t24 AS (
  SELECT
    "t23"."unit_id" AS "unit_id",
    "t23"."first_seen" AS "first_seen",
    "t23"."last_seen" AS "last_seen",
    "t23"."word_0" AS "word_0",
    "t23"."number" AS "number",
    COALESCE("t23"."group", '(unknown)') AS "group"
  FROM t23 AS t23
), t25 AS (
  SELECT
    "t24".*
    EXCEPT ("first_seen")
  FROM t24 AS t24
), "t26" AS MATERIALIZED (
  SELECT
    "t25"."last_seen" AS "last_seen",
    "t25"."word_0" AS "word_0",
    "t25"."number" AS "number",
    "t25"."group" AS "group",
    CAST(COUNT(*) AS Nullable(Int64)) AS "units"
  FROM t25 AS t25
  GROUP BY
    "t25"."last_seen",
    "t25"."word_0",
    "t25"."number",
    "t25"."group"
), t35 AS (
  SELECT
    CAST(CASE WHEN MIN("t27"."number") < 24288 THEN 24288 ELSE MIN("t27"."number") END AS Nullable(Int64)) AS "first"
  FROM "t26" AS "t27"
), t36 AS (
  SELECT
    arrayJoin(range(COALESCE("t35"."first", 24294, 0), COALESCE(24294, "t35"."first", 0), 1)) AS "number"
  FROM t35 AS t35
), t29 AS (
  SELECT
    "t27"."number" AS "number"
  FROM "t26" AS "t27"
), t39 AS (
  SELECT
    *
  FROM t36 AS t36
  UNION DISTINCT
  SELECT
    *
  FROM t29 AS t29
), t32 AS (
  SELECT DISTINCT
    "t27"."group" AS "group"
  FROM "t26" AS "t27"
), t34 AS (
  SELECT
    "t27"."group" AS "group",
    "t27"."number" AS "number",
    CAST(SUM("t27"."units") AS Nullable(Int64)) AS "size"
  FROM "t26" AS "t27"
  GROUP BY
    "t27"."group",
    "t27"."number"
), t42 AS (
  SELECT
    "t32"."group" AS "group",
    "t39"."number" AS "number",
    "t34"."size" AS "size"
  FROM t39 AS t39
  CROSS JOIN t32 AS t32
  LEFT OUTER JOIN t34 AS t34
    ON "t32"."group" = "t34"."group" AND "t39"."number" = "t34"."number"
), t43 AS (
  SELECT
    "t42"."group" AS "group",
    "t42"."number" AS "number",
    COALESCE("t42"."size", 0) AS "size"
  FROM t42 AS t42
), t45 AS (
  SELECT
    "t43"."group" AS "group",
    "t43"."number" AS "number",
    "t43"."size" AS "size",
    arrayJoin(
      range(
        COALESCE(0, (
          24293 - "t43"."number"
        ) + 1, 0),
        COALESCE((
          24293 - "t43"."number"
        ) + 1, 0, 0),
        1
      )
    ) AS "period"
  FROM t43 AS t43
), t6 AS (
  SELECT
    arrayJoin(range(COALESCE(24288, 24294, 0), COALESCE(24294, 24288, 0), 1)) AS "seen"
), t31 AS (
  SELECT
    "t28"."last_seen" AS "last_seen",
    "t28"."word_0" AS "word_0",
    "t28"."number" AS "number",
    "t28"."group" AS "group",
    "t28"."units" AS "units",
    "t6"."seen" AS "seen"
  FROM "t26" AS "t28"
  CROSS JOIN t6 AS t6
), t37 AS (
  SELECT
    "t31"."last_seen" AS "last_seen",
    "t31"."word_0" AS "word_0",
    "t31"."number" AS "number",
    "t31"."group" AS "group",
    "t31"."units" AS "units",
    "t31"."seen" AS "seen",
    "t31"."seen" - "t31"."number" AS "period"
  FROM t31 AS t31
  WHERE
    "t31"."seen" >= "t31"."number"
    AND bitAnd(
      bitShiftRight(
        CAST("t31"."word_0" AS Nullable(Int64)),
        GREATEST((
          "t31"."seen" - 24288
        ) % 62, 0)
      ),
      1
    ) = 1
), t41 AS (
  SELECT
    "t37"."group" AS "group",
    "t37"."number" AS "number",
    "t37"."period" AS "period",
    CAST(SUM("t37"."units") AS Nullable(Int64)) AS "came"
  FROM t37 AS t37
  GROUP BY
    "t37"."group",
    "t37"."number",
    "t37"."period"
), t46 AS (
  SELECT
    "t45"."group" AS "group",
    "t45"."number" AS "number",
    "t45"."period" AS "period",
    "t45"."size" AS "size",
    "t41"."came" AS "came"
  FROM t45 AS t45
  LEFT OUTER JOIN t41 AS t41
    ON "t45"."group" = "t41"."group"
    AND "t45"."number" = "t41"."number"
    AND "t45"."period" = "t41"."period"
), t47 AS (
  SELECT
    "t46"."group" AS "group",
    "t46"."size" AS "size",
    "t46"."period" AS "period",
    CAST(CAST(toDate32('1970-01-01') + INTERVAL ("t46"."number" - 23640) MONTH AS Nullable(DateTime64(6))) AS Nullable(Date32)) AS "cohort",
    (
      (
        "t46"."number" + "t46"."period"
      ) < 24293
    )
    AND NOT (
      (
        "t46"."number" < 24288
      )
      AND (
        (
          "t46"."number" + "t46"."period"
        ) < 24289
      )
    ) AS "complete",
    CASE
      WHEN (
        (
          "t46"."number" + "t46"."period"
        ) < 24293
      )
      AND NOT (
        (
          "t46"."number" < 24288
        )
        AND (
          (
            "t46"."number" + "t46"."period"
          ) < 24289
        )
      )
      THEN "t46"."size"
      ELSE 0
    END AS "eligible",
    CASE
      WHEN (
        (
          "t46"."number" + "t46"."period"
        ) < 24293
      )
      AND NOT (
        (
          "t46"."number" < 24288
        )
        AND (
          (
            "t46"."number" + "t46"."period"
          ) < 24289
        )
      )
      THEN COALESCE("t46"."came", 0)
      ELSE 0
    END AS "returned",
    CASE
      WHEN NOT (
        (
          "t46"."number" + "t46"."period"
        ) < 24293
      )
      THEN 'the period is not over for everyone'
      WHEN (
        "t46"."number" < 24288
      )
      AND (
        (
          "t46"."number" + "t46"."period"
        ) < 24289
      )
      THEN 'the data begin too late to see this period'
      WHEN "t46"."size" = 0
      THEN 'nobody started in this period'
      ELSE CAST(NULL AS Nullable(String))
    END AS "reason"
  FROM t46 AS t46
)
SELECT
  "t47"."group" AS "group",
  "t47"."cohort" AS "cohort",
  "t47"."size" AS "size",
  "t47"."period" AS "period",
  "t47"."eligible" AS "eligible",
  "t47"."returned" AS "returned",
  "t47"."returned" / nullIf("t47"."eligible", 0) AS "retention",
  CASE
    WHEN "t47"."returned" > 0
    THEN (
      (
        "t47"."returned" + 1.9207294103470627
      ) - (
        (
          POWER(
            (
              (
                (
                  "t47"."returned" * (
                    nullIf("t47"."eligible", 0) - "t47"."returned"
                  )
                ) / nullIf("t47"."eligible", 0)
              ) + 0.9603647051735313
            ),
            0.5
          )
        ) * 1.959963984540054
      )
    ) / (
      nullIf("t47"."eligible", 0) + 3.8414588206941254
    )
    ELSE "t47"."returned" / nullIf("t47"."eligible", 0)
  END AS "retention_low",
  CASE
    WHEN "t47"."returned" < nullIf("t47"."eligible", 0)
    THEN (
      "t47"."returned" + 1.9207294103470627 + (
        (
          POWER(
            (
              (
                (
                  "t47"."returned" * (
                    nullIf("t47"."eligible", 0) - "t47"."returned"
                  )
                ) / nullIf("t47"."eligible", 0)
              ) + 0.9603647051735313
            ),
            0.5
          )
        ) * 1.959963984540054
      )
    ) / (
      nullIf("t47"."eligible", 0) + 3.8414588206941254
    )
    ELSE "t47"."returned" / nullIf("t47"."eligible", 0)
  END AS "retention_high",
  "t47"."complete" AS "complete",
  "t47"."reason" AS "reason"
FROM t47 AS t47
ORDER BY
  "t47"."group" ASC,
  "t47"."cohort" ASC,
  "t47"."period" ASC;
