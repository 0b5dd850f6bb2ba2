WITH t6 AS (
  SELECT
    "t1"."unit_id" AS "unit_id",
    "t1"."occurred_at" + INTERVAL (CASE
      WHEN "t1"."occurred_at" >= toDateTime64('2024-03-10 07:00:00', 6)
      THEN -14400
      ELSE -18000
    END) SECOND AS "from_local"
  FROM "events" AS "t1"
), t7 AS (
  SELECT
    "t6"."unit_id" AS "unit_id",
    "t6"."from_local" AS "from_local",
    "t6"."from_local" + INTERVAL '28' DAY AS "to_local"
  FROM t6 AS t6
), t8 AS (
  SELECT
    "t7"."unit_id" AS "unit_id",
    CASE
      WHEN "t7"."from_local" <= CAST(toDate32('2024-06-21') AS Nullable(DateTime64(6)))
      THEN (
        (
          (
            CAST(toYear(CAST("t7"."from_local" - toIntervalMicrosecond(1) AS Nullable(Date32))) AS Nullable(Int64)) * 12
          ) + CAST(toMonth(CAST("t7"."from_local" - toIntervalMicrosecond(1) AS Nullable(Date32))) AS Nullable(Int64))
        ) - 1
      ) + 1
      ELSE CAST(NULL AS Nullable(Int64))
    END AS "from_mark",
    CASE
      WHEN isNull("t7"."to_local")
      OR (
        "t7"."to_local" > CAST(toDate32('2024-06-21') AS Nullable(DateTime64(6)))
      )
      THEN 24294
      ELSE (
        (
          CAST(toYear(CAST("t7"."to_local" - toIntervalMicrosecond(1) AS Nullable(Date32))) AS Nullable(Int64)) * 12
        ) + CAST(toMonth(CAST("t7"."to_local" - toIntervalMicrosecond(1) AS Nullable(Date32))) AS Nullable(Int64))
      ) - 1
    END AS "to_mark"
  FROM t7 AS t7
), t9 AS (
  SELECT
    "t8"."unit_id" AS "unit_id",
    CAST(MIN("t8"."from_mark") AS Nullable(Int64)) AS "first_seen",
    CAST(MAX("t8"."to_mark") AS Nullable(Int64)) AS "last_seen",
    CAST(reinterpretAsInt64(
      groupBitOr(
        reinterpretAsUInt64(
          CASE
            WHEN isNotNull("t8"."from_mark")
            AND (
              (
                GREATEST("t8"."from_mark", 24287) - 24287
              ) <= (
                LEAST("t8"."to_mark", 24348) - 24287
              )
            )
            THEN bitShiftLeft(
              CAST(1 AS Nullable(Int64)),
              GREATEST((
                LEAST("t8"."to_mark", 24348) - 24287
              ) + 1, 0)
            ) - bitShiftLeft(CAST(1 AS Nullable(Int64)), GREATEST(GREATEST("t8"."from_mark", 24287) - 24287, 0))
            ELSE 0
          END
        )
      )
    ) AS Nullable(Int64)) AS "word_0"
  FROM t8 AS t8
  GROUP BY
    "t8"."unit_id"
), t11 AS (
  SELECT
    *
  FROM t9 AS t9
  WHERE
    isNotNull("t9"."unit_id") AND isNotNull("t9"."first_seen")
), t12 AS (
  SELECT
    "t11"."unit_id" AS "unit_id",
    "t11"."first_seen" AS "first_seen",
    "t11"."last_seen" AS "last_seen",
    "t11"."word_0" AS "word_0",
    "t2"."unit_id" AS "unit_id_right",
    "t2"."group" AS "group"
  FROM t11 AS t11
  LEFT OUTER JOIN "groups" AS "t2"
    ON "t11"."unit_id" = "t2"."unit_id"
), t13 AS (
  SELECT
    "t12".*
    EXCEPT ("unit_id_right")
  FROM t12 AS t12
), t14 AS (
  SELECT
    "t13"."unit_id" AS "unit_id",
    "t13"."first_seen" AS "first_seen",
    "t13"."last_seen" AS "last_seen",
    "t13"."word_0" AS "word_0",
    COALESCE("t13"."group", '(unknown)') AS "group"
  FROM t13 AS t13
), "t15" AS MATERIALIZED (
  SELECT
    "t14"."first_seen" AS "first_seen",
    "t14"."last_seen" AS "last_seen",
    "t14"."word_0" AS "word_0",
    "t14"."group" AS "group",
    CAST(COUNT(*) AS Nullable(Int64)) AS "units"
  FROM t14 AS t14
  GROUP BY
    "t14"."first_seen",
    "t14"."last_seen",
    "t14"."word_0",
    "t14"."group"
), t4 AS MATERIALIZED (
  SELECT
    arrayJoin(range(COALESCE(24288, 24295, 0), COALESCE(24295, 24288, 0), 1)) AS "mark"
), t19 AS (
  SELECT DISTINCT
    "t16"."group" AS "group"
  FROM "t15" AS "t16"
), t20 AS (
  SELECT
    "t17"."first_seen" AS "first_seen",
    "t17"."last_seen" AS "last_seen",
    "t17"."word_0" AS "word_0",
    "t17"."group" AS "group",
    "t17"."units" AS "units",
    "t5"."mark" AS "mark"
  FROM "t15" AS "t17"
  CROSS JOIN t4 AS t5
), t22 AS (
  SELECT
    "t20"."group" AS "group",
    "t20"."mark" AS "mark",
    CAST(sumIf(
      "t20"."units",
      bitAnd(
        bitShiftRight(
          CAST("t20"."word_0" AS Nullable(Int64)),
          GREATEST((
            "t20"."mark" - 24287
          ) % 62, 0)
        ),
        1
      ) = 1
    ) AS Nullable(Int64)) AS "active",
    CAST(sumIf(
      "t20"."units",
      (
        bitAnd(
          bitShiftRight(
            CAST("t20"."word_0" AS Nullable(Int64)),
            GREATEST((
              "t20"."mark" - 24287
            ) % 62, 0)
          ),
          1
        ) = 1
      )
      AND (
        bitAnd(
          bitShiftRight(
            CAST("t20"."word_0" AS Nullable(Int64)),
            GREATEST((
              (
                "t20"."mark" - 1
              ) - 24287
            ) % 62, 0)
          ),
          1
        ) = 1
      )
    ) AS Nullable(Int64)) AS "stayed",
    CAST(sumIf(
      "t20"."units",
      (
        bitAnd(
          bitShiftRight(
            CAST("t20"."word_0" AS Nullable(Int64)),
            GREATEST((
              "t20"."mark" - 24287
            ) % 62, 0)
          ),
          1
        ) = 1
      )
      AND (
        "t20"."first_seen" = "t20"."mark"
      )
    ) AS Nullable(Int64)) AS "fresh",
    CAST(sumIf("t20"."units", "t20"."first_seen" = "t20"."mark") AS Nullable(Int64)) AS "began"
  FROM t20 AS t20
  GROUP BY
    "t20"."group",
    "t20"."mark"
), t23 AS (
  SELECT
    "t19"."group" AS "group",
    "t4"."mark" AS "mark",
    COALESCE("t22"."active", 0) AS "active",
    COALESCE("t22"."stayed", 0) AS "stayed",
    COALESCE("t22"."fresh", 0) AS "fresh",
    COALESCE("t22"."began", 0) AS "began"
  FROM t4 AS t4
  CROSS JOIN t19 AS t19
  LEFT OUTER JOIN t22 AS t22
    ON "t19"."group" = "t22"."group" AND "t4"."mark" = "t22"."mark"
), t24 AS (
  SELECT
    "t23"."group" AS "group",
    "t23"."mark" AS "number",
    "t23"."active" AS "at_start",
    CAST(leadInFrame(toNullable("t23"."stayed")) OVER (
      PARTITION BY "t23"."group"
      ORDER BY "t23"."mark" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS Nullable(Int64)) AS "retained",
    "t23"."active" - CAST(leadInFrame(toNullable("t23"."stayed")) OVER (
      PARTITION BY "t23"."group"
      ORDER BY "t23"."mark" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS Nullable(Int64)) AS "lost",
    CAST(leadInFrame(toNullable("t23"."fresh")) OVER (
      PARTITION BY "t23"."group"
      ORDER BY "t23"."mark" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS Nullable(Int64)) AS "joined",
    (
      CAST(leadInFrame(toNullable("t23"."active")) OVER (
        PARTITION BY "t23"."group"
        ORDER BY "t23"."mark" ASC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) AS Nullable(Int64)) - CAST(leadInFrame(toNullable("t23"."stayed")) OVER (
        PARTITION BY "t23"."group"
        ORDER BY "t23"."mark" ASC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) AS Nullable(Int64))
    ) - CAST(leadInFrame(toNullable("t23"."fresh")) OVER (
      PARTITION BY "t23"."group"
      ORDER BY "t23"."mark" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS Nullable(Int64)) AS "won_back",
    CAST(leadInFrame(toNullable("t23"."active")) OVER (
      PARTITION BY "t23"."group"
      ORDER BY "t23"."mark" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS Nullable(Int64)) AS "at_end",
    CAST(leadInFrame(toNullable("t23"."began")) OVER (
      PARTITION BY "t23"."group"
      ORDER BY "t23"."mark" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS Nullable(Int64)) - CAST(leadInFrame(toNullable("t23"."fresh")) OVER (
      PARTITION BY "t23"."group"
      ORDER BY "t23"."mark" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS Nullable(Int64)) AS "joined_and_lost"
  FROM t23 AS t23
)
SELECT
  "t24"."group" AS "group",
  CAST(CAST(toDate32('1970-01-01') + INTERVAL ("t24"."number" - 23640) MONTH AS Nullable(DateTime64(6))) AS Nullable(Date32)) AS "period_start",
  CAST(CAST(toDate32('1970-01-01') + INTERVAL ((
    "t24"."number" + 1
  ) - 23640) MONTH AS Nullable(DateTime64(6))) AS Nullable(Date32)) AS "period_end",
  "t24"."number" < 24293 AS "complete",
  "t24"."at_start" AS "at_start",
  "t24"."retained" AS "retained",
  "t24"."lost" AS "lost",
  "t24"."joined" AS "joined",
  "t24"."won_back" AS "won_back",
  "t24"."at_end" AS "at_end",
  "t24"."joined_and_lost" AS "joined_and_lost",
  "t24"."lost" / nullIf("t24"."at_start", 0) AS "attrition",
  CASE
    WHEN "t24"."lost" > 0
    THEN (
      (
        "t24"."lost" + 1.9207294103470627
      ) - (
        (
          POWER(
            (
              (
                (
                  "t24"."lost" * (
                    nullIf("t24"."at_start", 0) - "t24"."lost"
                  )
                ) / nullIf("t24"."at_start", 0)
              ) + 0.9603647051735313
            ),
            0.5
          )
        ) * 1.959963984540054
      )
    ) / (
      nullIf("t24"."at_start", 0) + 3.8414588206941254
    )
    ELSE "t24"."lost" / nullIf("t24"."at_start", 0)
  END AS "attrition_low",
  CASE
    WHEN "t24"."lost" < nullIf("t24"."at_start", 0)
    THEN (
      "t24"."lost" + 1.9207294103470627 + (
        (
          POWER(
            (
              (
                (
                  "t24"."lost" * (
                    nullIf("t24"."at_start", 0) - "t24"."lost"
                  )
                ) / nullIf("t24"."at_start", 0)
              ) + 0.9603647051735313
            ),
            0.5
          )
        ) * 1.959963984540054
      )
    ) / (
      nullIf("t24"."at_start", 0) + 3.8414588206941254
    )
    ELSE "t24"."lost" / nullIf("t24"."at_start", 0)
  END AS "attrition_high",
  CASE
    WHEN NOT (
      "t24"."number" < 24293
    )
    THEN 'the period is not over'
    WHEN isNull("t24"."lost" / nullIf("t24"."at_start", 0))
    THEN 'nobody was active at the start'
    WHEN "t24"."number" < 24289
    THEN 'the data begin too late to see everyone active at the start'
    ELSE CAST(NULL AS Nullable(String))
  END AS "reason"
FROM t24 AS t24
WHERE
  "t24"."number" < 24294
ORDER BY
  "t24"."group" ASC,
  CAST(CAST(toDate32('1970-01-01') + INTERVAL ("t24"."number" - 23640) MONTH AS Nullable(DateTime64(6))) AS Nullable(Date32)) ASC;
