WITH t3 AS (
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
), t4 AS (
  SELECT
    "t3"."unit_id" AS "unit_id",
    "t3"."from_local" AS "from_local",
    COALESCE("t3"."to_local", toDateTime64('9999-12-31 00:00:00', 6)) AS "to_local"
  FROM t3 AS t3
  WHERE
    isNull("t3"."to_local") OR (
      "t3"."to_local" > "t3"."from_local"
    )
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
), t9 AS (
  SELECT
    "t8"."unit_id" AS "unit_id",
    "t8"."from_local" AS "from_local",
    nullIf("t8"."to_local", toDateTime64('9999-12-31 00:00:00', 6)) AS "to_local"
  FROM t8 AS t8
), t10 AS (
  SELECT
    "t9"."unit_id" AS "unit_id",
    "t9"."from_local" AS "from_local",
    "t9"."to_local" AS "to_local",
    leadInFrame(toNullable("t9"."from_local")) OVER (
      PARTITION BY "t9"."unit_id"
      ORDER BY "t9"."from_local" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS "following"
  FROM t9 AS t9
), t11 AS (
  SELECT
    "t10"."unit_id" AS "unit_id",
    "t10"."from_local" AS "from_local",
    CASE
      WHEN COALESCE("t10"."following" <= (
        "t10"."to_local" + INTERVAL '1' DAY
      ), FALSE)
      THEN "t10"."following"
      ELSE "t10"."to_local"
    END AS "to_local"
  FROM t10 AS t10
  WHERE
    "t10"."from_local" < CAST(toDate32('2024-06-21') AS Nullable(DateTime64(6)))
), t12 AS (
  SELECT
    "t11"."unit_id" AS "unit_id",
    arrayJoin(
      range(
        COALESCE(
          (
            (
              CAST(toYear(CAST("t11"."from_local" AS Nullable(Date32))) AS Nullable(Int64)) * 12
            ) + CAST(toMonth(CAST("t11"."from_local" AS Nullable(Date32))) AS Nullable(Int64))
          ) - 1,
          (
            (
              (
                CAST(toYear(
                  CAST(GREATEST(
                    LEAST(
                      COALESCE("t11"."to_local", CAST(toDate32('2024-06-21') AS Nullable(DateTime64(6)))),
                      CAST(toDate32('2024-06-21') AS Nullable(DateTime64(6)))
                    ) - toIntervalMicrosecond(2),
                    "t11"."from_local"
                  ) AS Nullable(Date32))
                ) AS Nullable(Int64)) * 12
              ) + CAST(toMonth(
                CAST(GREATEST(
                  LEAST(
                    COALESCE("t11"."to_local", CAST(toDate32('2024-06-21') AS Nullable(DateTime64(6)))),
                    CAST(toDate32('2024-06-21') AS Nullable(DateTime64(6)))
                  ) - toIntervalMicrosecond(2),
                  "t11"."from_local"
                ) AS Nullable(Date32))
              ) AS Nullable(Int64))
            ) - 1
          ) + 1,
          0
        ),
        COALESCE(
          (
            (
              (
                CAST(toYear(
                  CAST(GREATEST(
                    LEAST(
                      COALESCE("t11"."to_local", CAST(toDate32('2024-06-21') AS Nullable(DateTime64(6)))),
                      CAST(toDate32('2024-06-21') AS Nullable(DateTime64(6)))
                    ) - toIntervalMicrosecond(2),
                    "t11"."from_local"
                  ) AS Nullable(Date32))
                ) AS Nullable(Int64)) * 12
              ) + CAST(toMonth(
                CAST(GREATEST(
                  LEAST(
                    COALESCE("t11"."to_local", CAST(toDate32('2024-06-21') AS Nullable(DateTime64(6)))),
                    CAST(toDate32('2024-06-21') AS Nullable(DateTime64(6)))
                  ) - toIntervalMicrosecond(2),
                  "t11"."from_local"
                ) AS Nullable(Date32))
              ) AS Nullable(Int64))
            ) - 1
          ) + 1,
          (
            (
              CAST(toYear(CAST("t11"."from_local" AS Nullable(Date32))) AS Nullable(Int64)) * 12
            ) + CAST(toMonth(CAST("t11"."from_local" AS Nullable(Date32))) AS Nullable(Int64))
          ) - 1,
          0
        ),
        1
      )
    ) AS "seen"
  FROM t11 AS t11
), t13 AS (
  SELECT DISTINCT
    *
  FROM t12 AS t12
), t14 AS (
  SELECT
    "t13"."unit_id" AS "unit_id",
    CAST(MIN("t13"."seen") AS Nullable(Int64)) AS "first_seen",
    CAST(MAX("t13"."seen") AS Nullable(Int64)) AS "last_seen",
    CAST(reinterpretAsInt64(
      groupBitOr(
        reinterpretAsUInt64(
          CASE
            WHEN "t13"."seen" >= 24288
            THEN bitShiftLeft(CAST(1 AS Nullable(Int64)), GREATEST("t13"."seen" - 24288, 0))
            ELSE 0
          END
        )
      )
    ) AS Nullable(Int64)) AS "word_0"
  FROM t13 AS t13
  GROUP BY
    "t13"."unit_id"
), t15 AS (
  SELECT
    "t14"."unit_id" AS "unit_id",
    "t14"."first_seen" AS "first_seen",
    "t14"."last_seen" AS "last_seen",
    "t14"."word_0" AS "word_0",
    "t14"."first_seen" AS "number"
  FROM t14 AS t14
  WHERE
    isNotNull("t14"."unit_id") AND isNotNull("t14"."first_seen")
), t16 AS (
  SELECT
    "t15".*
    EXCEPT ("first_seen")
  FROM t15 AS t15
), "t17" AS MATERIALIZED (
  SELECT
    "t16"."last_seen" AS "last_seen",
    "t16"."word_0" AS "word_0",
    "t16"."number" AS "number",
    CAST(COUNT(*) AS Nullable(Int64)) AS "units"
  FROM t16 AS t16
  GROUP BY
    "t16"."last_seen",
    "t16"."word_0",
    "t16"."number"
), t24 AS (
  SELECT
    CAST(CASE WHEN MIN("t18"."number") < 24288 THEN 24288 ELSE MIN("t18"."number") END AS Nullable(Int64)) AS "first"
  FROM "t17" AS "t18"
), t25 AS (
  SELECT
    arrayJoin(range(COALESCE("t24"."first", 24294, 0), COALESCE(24294, "t24"."first", 0), 1)) AS "number"
  FROM t24 AS t24
), t20 AS (
  SELECT
    "t18"."number" AS "number"
  FROM "t17" AS "t18"
), t28 AS (
  SELECT
    *
  FROM t25 AS t25
  UNION DISTINCT
  SELECT
    *
  FROM t20 AS t20
), t23 AS (
  SELECT
    "t18"."number" AS "number",
    CAST(SUM("t18"."units") AS Nullable(Int64)) AS "size"
  FROM "t17" AS "t18"
  GROUP BY
    "t18"."number"
), t31 AS (
  SELECT
    "t28"."number" AS "number",
    "t23"."size" AS "size"
  FROM t28 AS t28
  LEFT OUTER JOIN t23 AS t23
    ON "t28"."number" = "t23"."number"
), t32 AS (
  SELECT
    "t31"."number" AS "number",
    COALESCE("t31"."size", 0) AS "size"
  FROM t31 AS t31
), t34 AS (
  SELECT
    "t32"."number" AS "number",
    "t32"."size" AS "size",
    arrayJoin(
      range(
        COALESCE(0, (
          24293 - "t32"."number"
        ) + 1, 0),
        COALESCE((
          24293 - "t32"."number"
        ) + 1, 0, 0),
        1
      )
    ) AS "period"
  FROM t32 AS t32
), t2 AS (
  SELECT
    arrayJoin(range(COALESCE(24288, 24294, 0), COALESCE(24294, 24288, 0), 1)) AS "seen"
), t21 AS (
  SELECT
    "t19"."last_seen" AS "last_seen",
    "t19"."word_0" AS "word_0",
    "t19"."number" AS "number",
    "t19"."units" AS "units",
    "t2"."seen" AS "seen"
  FROM "t17" AS "t19"
  CROSS JOIN t2 AS t2
), t26 AS (
  SELECT
    "t21"."last_seen" AS "last_seen",
    "t21"."word_0" AS "word_0",
    "t21"."number" AS "number",
    "t21"."units" AS "units",
    "t21"."seen" AS "seen",
    "t21"."seen" - "t21"."number" AS "period"
  FROM t21 AS t21
  WHERE
    "t21"."seen" >= "t21"."number"
    AND bitAnd(
      bitShiftRight(
        CAST("t21"."word_0" AS Nullable(Int64)),
        GREATEST((
          "t21"."seen" - 24288
        ) % 62, 0)
      ),
      1
    ) = 1
), t30 AS (
  SELECT
    "t26"."number" AS "number",
    "t26"."period" AS "period",
    CAST(SUM("t26"."units") AS Nullable(Int64)) AS "came"
  FROM t26 AS t26
  GROUP BY
    "t26"."number",
    "t26"."period"
), t35 AS (
  SELECT
    "t34"."number" AS "number",
    "t34"."period" AS "period",
    "t34"."size" AS "size",
    "t30"."came" AS "came"
  FROM t34 AS t34
  LEFT OUTER JOIN t30 AS t30
    ON "t34"."number" = "t30"."number" AND "t34"."period" = "t30"."period"
), t36 AS (
  SELECT
    "t35"."size" AS "size",
    "t35"."period" AS "period",
    CAST(CAST(toDate32('1970-01-01') + INTERVAL ("t35"."number" - 23640) MONTH AS Nullable(DateTime64(6))) AS Nullable(Date32)) AS "cohort",
    (
      (
        "t35"."number" + "t35"."period"
      ) < 24293
    )
    AND NOT (
      (
        "t35"."number" < 24288
      )
      AND (
        (
          "t35"."number" + "t35"."period"
        ) < 24289
      )
    ) AS "complete",
    CASE
      WHEN (
        (
          "t35"."number" + "t35"."period"
        ) < 24293
      )
      AND NOT (
        (
          "t35"."number" < 24288
        )
        AND (
          (
            "t35"."number" + "t35"."period"
          ) < 24289
        )
      )
      THEN "t35"."size"
      ELSE 0
    END AS "eligible",
    CASE
      WHEN (
        (
          "t35"."number" + "t35"."period"
        ) < 24293
      )
      AND NOT (
        (
          "t35"."number" < 24288
        )
        AND (
          (
            "t35"."number" + "t35"."period"
          ) < 24289
        )
      )
      THEN COALESCE("t35"."came", 0)
      ELSE 0
    END AS "returned",
    CASE
      WHEN NOT (
        (
          "t35"."number" + "t35"."period"
        ) < 24293
      )
      THEN 'the period is not over for everyone'
      WHEN (
        "t35"."number" < 24288
      )
      AND (
        (
          "t35"."number" + "t35"."period"
        ) < 24289
      )
      THEN 'the data begin too late to see this period'
      WHEN "t35"."size" = 0
      THEN 'nobody started in this period'
      ELSE CAST(NULL AS Nullable(String))
    END AS "reason"
  FROM t35 AS t35
)
SELECT
  "t36"."cohort" AS "cohort",
  "t36"."size" AS "size",
  "t36"."period" AS "period",
  "t36"."eligible" AS "eligible",
  "t36"."returned" AS "returned",
  "t36"."returned" / nullIf("t36"."eligible", 0) AS "retention",
  CASE
    WHEN "t36"."returned" > 0
    THEN (
      (
        "t36"."returned" + 1.9207294103470627
      ) - (
        (
          POWER(
            (
              (
                (
                  "t36"."returned" * (
                    nullIf("t36"."eligible", 0) - "t36"."returned"
                  )
                ) / nullIf("t36"."eligible", 0)
              ) + 0.9603647051735313
            ),
            0.5
          )
        ) * 1.959963984540054
      )
    ) / (
      nullIf("t36"."eligible", 0) + 3.8414588206941254
    )
    ELSE "t36"."returned" / nullIf("t36"."eligible", 0)
  END AS "retention_low",
  CASE
    WHEN "t36"."returned" < nullIf("t36"."eligible", 0)
    THEN (
      "t36"."returned" + 1.9207294103470627 + (
        (
          POWER(
            (
              (
                (
                  "t36"."returned" * (
                    nullIf("t36"."eligible", 0) - "t36"."returned"
                  )
                ) / nullIf("t36"."eligible", 0)
              ) + 0.9603647051735313
            ),
            0.5
          )
        ) * 1.959963984540054
      )
    ) / (
      nullIf("t36"."eligible", 0) + 3.8414588206941254
    )
    ELSE "t36"."returned" / nullIf("t36"."eligible", 0)
  END AS "retention_high",
  "t36"."complete" AS "complete",
  "t36"."reason" AS "reason"
FROM t36 AS t36
ORDER BY
  "t36"."cohort" ASC,
  "t36"."period" ASC;
