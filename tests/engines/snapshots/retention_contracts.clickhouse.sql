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
    CAST(isNull("t5"."reach")
    OR (
      (
        "t5"."from_local" - INTERVAL '1' DAY
      ) > "t5"."reach"
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
  WHERE
    "t8"."from_local" < CAST(toDate32('2024-06-21') AS Nullable(DateTime64(6)))
), t10 AS (
  SELECT
    "t9"."unit_id" AS "unit_id",
    arrayJoin(
      range(
        COALESCE(
          (
            (
              CAST(toYear(CAST("t9"."from_local" AS Nullable(Date32))) AS Nullable(Int64)) * 12
            ) + CAST(toMonth(CAST("t9"."from_local" AS Nullable(Date32))) AS Nullable(Int64))
          ) - 1,
          (
            (
              (
                CAST(toYear(
                  CAST(GREATEST(
                    LEAST(
                      COALESCE("t9"."to_local", CAST(toDate32('2024-06-21') AS Nullable(DateTime64(6)))),
                      CAST(toDate32('2024-06-21') AS Nullable(DateTime64(6)))
                    ) - toIntervalMicrosecond(2),
                    "t9"."from_local"
                  ) AS Nullable(Date32))
                ) AS Nullable(Int64)) * 12
              ) + CAST(toMonth(
                CAST(GREATEST(
                  LEAST(
                    COALESCE("t9"."to_local", CAST(toDate32('2024-06-21') AS Nullable(DateTime64(6)))),
                    CAST(toDate32('2024-06-21') AS Nullable(DateTime64(6)))
                  ) - toIntervalMicrosecond(2),
                  "t9"."from_local"
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
                      COALESCE("t9"."to_local", CAST(toDate32('2024-06-21') AS Nullable(DateTime64(6)))),
                      CAST(toDate32('2024-06-21') AS Nullable(DateTime64(6)))
                    ) - toIntervalMicrosecond(2),
                    "t9"."from_local"
                  ) AS Nullable(Date32))
                ) AS Nullable(Int64)) * 12
              ) + CAST(toMonth(
                CAST(GREATEST(
                  LEAST(
                    COALESCE("t9"."to_local", CAST(toDate32('2024-06-21') AS Nullable(DateTime64(6)))),
                    CAST(toDate32('2024-06-21') AS Nullable(DateTime64(6)))
                  ) - toIntervalMicrosecond(2),
                  "t9"."from_local"
                ) AS Nullable(Date32))
              ) AS Nullable(Int64))
            ) - 1
          ) + 1,
          (
            (
              CAST(toYear(CAST("t9"."from_local" AS Nullable(Date32))) AS Nullable(Int64)) * 12
            ) + CAST(toMonth(CAST("t9"."from_local" AS Nullable(Date32))) AS Nullable(Int64))
          ) - 1,
          0
        ),
        1
      )
    ) AS "seen"
  FROM t9 AS t9
), t11 AS (
  SELECT DISTINCT
    *
  FROM t10 AS t10
), t12 AS (
  SELECT
    "t11"."unit_id" AS "unit_id",
    CAST(MIN("t11"."seen") AS Nullable(Int64)) AS "first_seen",
    CAST(MAX("t11"."seen") AS Nullable(Int64)) AS "last_seen",
    CAST(reinterpretAsInt64(
      groupBitOr(
        reinterpretAsUInt64(
          CASE
            WHEN "t11"."seen" >= 24288
            THEN bitShiftLeft(CAST(1 AS Nullable(Int64)), GREATEST("t11"."seen" - 24288, 0))
            ELSE 0
          END
        )
      )
    ) AS Nullable(Int64)) AS "word_0"
  FROM t11 AS t11
  GROUP BY
    "t11"."unit_id"
), t13 AS (
  SELECT
    "t12"."unit_id" AS "unit_id",
    "t12"."first_seen" AS "first_seen",
    "t12"."last_seen" AS "last_seen",
    "t12"."word_0" AS "word_0",
    "t12"."first_seen" AS "number"
  FROM t12 AS t12
  WHERE
    isNotNull("t12"."unit_id") AND isNotNull("t12"."first_seen")
), t14 AS (
  SELECT
    "t13".*
    EXCEPT ("first_seen")
  FROM t13 AS t13
), "t15" AS MATERIALIZED (
  SELECT
    "t14"."last_seen" AS "last_seen",
    "t14"."word_0" AS "word_0",
    "t14"."number" AS "number",
    CAST(COUNT(*) AS Nullable(Int64)) AS "units"
  FROM t14 AS t14
  GROUP BY
    "t14"."last_seen",
    "t14"."word_0",
    "t14"."number"
), t22 AS (
  SELECT
    CAST(CASE WHEN MIN("t16"."number") < 24288 THEN 24288 ELSE MIN("t16"."number") END AS Nullable(Int64)) AS "first"
  FROM "t15" AS "t16"
), t23 AS (
  SELECT
    arrayJoin(range(COALESCE("t22"."first", 24294, 0), COALESCE(24294, "t22"."first", 0), 1)) AS "number"
  FROM t22 AS t22
), t18 AS (
  SELECT
    "t16"."number" AS "number"
  FROM "t15" AS "t16"
), t26 AS (
  SELECT
    *
  FROM t23 AS t23
  UNION DISTINCT
  SELECT
    *
  FROM t18 AS t18
), t21 AS (
  SELECT
    "t16"."number" AS "number",
    CAST(SUM("t16"."units") AS Nullable(Int64)) AS "size"
  FROM "t15" AS "t16"
  GROUP BY
    "t16"."number"
), t29 AS (
  SELECT
    "t26"."number" AS "number",
    "t21"."size" AS "size"
  FROM t26 AS t26
  LEFT OUTER JOIN t21 AS t21
    ON "t26"."number" = "t21"."number"
), t30 AS (
  SELECT
    "t29"."number" AS "number",
    COALESCE("t29"."size", 0) AS "size"
  FROM t29 AS t29
), t32 AS (
  SELECT
    "t30"."number" AS "number",
    "t30"."size" AS "size",
    arrayJoin(
      range(
        COALESCE(0, (
          24293 - "t30"."number"
        ) + 1, 0),
        COALESCE((
          24293 - "t30"."number"
        ) + 1, 0, 0),
        1
      )
    ) AS "period"
  FROM t30 AS t30
), t2 AS (
  SELECT
    arrayJoin(range(COALESCE(24288, 24294, 0), COALESCE(24294, 24288, 0), 1)) AS "seen"
), t19 AS (
  SELECT
    "t17"."last_seen" AS "last_seen",
    "t17"."word_0" AS "word_0",
    "t17"."number" AS "number",
    "t17"."units" AS "units",
    "t2"."seen" AS "seen"
  FROM "t15" AS "t17"
  CROSS JOIN t2 AS t2
), t24 AS (
  SELECT
    "t19"."last_seen" AS "last_seen",
    "t19"."word_0" AS "word_0",
    "t19"."number" AS "number",
    "t19"."units" AS "units",
    "t19"."seen" AS "seen",
    "t19"."seen" - "t19"."number" AS "period"
  FROM t19 AS t19
  WHERE
    "t19"."seen" >= "t19"."number"
    AND bitAnd(
      bitShiftRight(
        CAST("t19"."word_0" AS Nullable(Int64)),
        GREATEST((
          "t19"."seen" - 24288
        ) % 62, 0)
      ),
      1
    ) = 1
), t28 AS (
  SELECT
    "t24"."number" AS "number",
    "t24"."period" AS "period",
    CAST(SUM("t24"."units") AS Nullable(Int64)) AS "came"
  FROM t24 AS t24
  GROUP BY
    "t24"."number",
    "t24"."period"
), t33 AS (
  SELECT
    "t32"."number" AS "number",
    "t32"."period" AS "period",
    "t32"."size" AS "size",
    "t28"."came" AS "came"
  FROM t32 AS t32
  LEFT OUTER JOIN t28 AS t28
    ON "t32"."number" = "t28"."number" AND "t32"."period" = "t28"."period"
), t34 AS (
  SELECT
    "t33"."size" AS "size",
    "t33"."period" AS "period",
    CAST(CAST(toDate32('1970-01-01') + INTERVAL ("t33"."number" - 23640) MONTH AS Nullable(DateTime64(6))) AS Nullable(Date32)) AS "cohort",
    (
      (
        "t33"."number" + "t33"."period"
      ) < 24293
    )
    AND NOT (
      (
        "t33"."number" < 24288
      )
      AND (
        (
          "t33"."number" + "t33"."period"
        ) < 24289
      )
    ) AS "complete",
    CASE
      WHEN (
        (
          "t33"."number" + "t33"."period"
        ) < 24293
      )
      AND NOT (
        (
          "t33"."number" < 24288
        )
        AND (
          (
            "t33"."number" + "t33"."period"
          ) < 24289
        )
      )
      THEN "t33"."size"
      ELSE 0
    END AS "eligible",
    CASE
      WHEN (
        (
          "t33"."number" + "t33"."period"
        ) < 24293
      )
      AND NOT (
        (
          "t33"."number" < 24288
        )
        AND (
          (
            "t33"."number" + "t33"."period"
          ) < 24289
        )
      )
      THEN COALESCE("t33"."came", 0)
      ELSE 0
    END AS "returned",
    CASE
      WHEN NOT (
        (
          "t33"."number" + "t33"."period"
        ) < 24293
      )
      THEN 'the period is not over for everyone'
      WHEN (
        "t33"."number" < 24288
      )
      AND (
        (
          "t33"."number" + "t33"."period"
        ) < 24289
      )
      THEN 'the data begin too late to see this period'
      WHEN "t33"."size" = 0
      THEN 'nobody started in this period'
      ELSE CAST(NULL AS Nullable(String))
    END AS "reason"
  FROM t33 AS t33
)
SELECT
  "t34"."cohort" AS "cohort",
  "t34"."size" AS "size",
  "t34"."period" AS "period",
  "t34"."eligible" AS "eligible",
  "t34"."returned" AS "returned",
  "t34"."returned" / nullIf("t34"."eligible", 0) AS "retention",
  CASE
    WHEN "t34"."returned" > 0
    THEN (
      (
        "t34"."returned" + 1.9207294103470627
      ) - (
        (
          POWER(
            (
              (
                (
                  "t34"."returned" * (
                    nullIf("t34"."eligible", 0) - "t34"."returned"
                  )
                ) / nullIf("t34"."eligible", 0)
              ) + 0.9603647051735313
            ),
            0.5
          )
        ) * 1.959963984540054
      )
    ) / (
      nullIf("t34"."eligible", 0) + 3.8414588206941254
    )
    ELSE "t34"."returned" / nullIf("t34"."eligible", 0)
  END AS "retention_low",
  CASE
    WHEN "t34"."returned" < nullIf("t34"."eligible", 0)
    THEN (
      "t34"."returned" + 1.9207294103470627 + (
        (
          POWER(
            (
              (
                (
                  "t34"."returned" * (
                    nullIf("t34"."eligible", 0) - "t34"."returned"
                  )
                ) / nullIf("t34"."eligible", 0)
              ) + 0.9603647051735313
            ),
            0.5
          )
        ) * 1.959963984540054
      )
    ) / (
      nullIf("t34"."eligible", 0) + 3.8414588206941254
    )
    ELSE "t34"."returned" / nullIf("t34"."eligible", 0)
  END AS "retention_high",
  "t34"."complete" AS "complete",
  "t34"."reason" AS "reason"
FROM t34 AS t34
ORDER BY
  "t34"."cohort" ASC,
  "t34"."period" ASC;
