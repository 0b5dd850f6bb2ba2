WITH t3 AS MATERIALIZED (
  SELECT
    arrayJoin(range(COALESCE(2818, 2843, 0), COALESCE(2843, 2818, 0), 1)) AS "mark"
), t2 AS (
  SELECT
    "t0"."unit_id" AS "unit_id",
    "t0"."occurred_at" + INTERVAL '0' SECOND AS "from_local"
  FROM "events" AS "t0"
), t5 AS (
  SELECT
    "t2"."unit_id" AS "unit_id",
    "t2"."from_local" AS "from_local",
    lagInFrame(toNullable("t2"."from_local"), 1) OVER (
      PARTITION BY "t2"."unit_id"
      ORDER BY "t2"."from_local" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS "oldest"
  FROM t2 AS t2
), t6 AS (
  SELECT
    "t5"."unit_id" AS "unit_id",
    CASE
      WHEN "t5"."from_local" <= CAST(toDate32('2024-06-21') AS Nullable(DateTime64(6)))
      THEN CAST(FLOOR(
        (
          DATE_DIFF(
            DAY,
            toDate32('1970-01-01'),
            CAST("t5"."from_local" - toIntervalMicrosecond(1) AS Nullable(Date32))
          ) - 4
        ) / (
          7
        )
      ) AS Nullable(Int64)) + 1
      ELSE CAST(NULL AS Nullable(Int64))
    END AS "from_mark",
    CASE
      WHEN isNull("t5"."oldest" + INTERVAL '28' DAY)
      OR (
        (
          "t5"."oldest" + INTERVAL '28' DAY
        ) > CAST(toDate32('2024-06-21') AS Nullable(DateTime64(6)))
      )
      THEN 2842
      ELSE CAST(FLOOR(
        (
          DATE_DIFF(
            DAY,
            toDate32('1970-01-01'),
            CAST((
              "t5"."oldest" + INTERVAL '28' DAY
            ) - toIntervalMicrosecond(1) AS Nullable(Date32))
          ) - 4
        ) / (
          7
        )
      ) AS Nullable(Int64))
    END AS "to_mark"
  FROM t5 AS t5
  WHERE
    (
      "t5"."oldest" + INTERVAL '28' DAY
    ) > "t5"."from_local"
), t7 AS (
  SELECT
    "t6"."unit_id" AS "unit_id",
    CAST(MIN("t6"."from_mark") AS Nullable(Int64)) AS "first_seen",
    CAST(MAX("t6"."to_mark") AS Nullable(Int64)) AS "last_seen",
    CAST(reinterpretAsInt64(
      groupBitOr(
        reinterpretAsUInt64(
          CASE
            WHEN isNotNull("t6"."from_mark")
            AND (
              (
                GREATEST("t6"."from_mark", 2817) - 2817
              ) <= (
                LEAST("t6"."to_mark", 2878) - 2817
              )
            )
            THEN bitShiftLeft(
              CAST(1 AS Nullable(Int64)),
              GREATEST((
                LEAST("t6"."to_mark", 2878) - 2817
              ) + 1, 0)
            ) - bitShiftLeft(CAST(1 AS Nullable(Int64)), GREATEST(GREATEST("t6"."from_mark", 2817) - 2817, 0))
            ELSE 0
          END
        )
      )
    ) AS Nullable(Int64)) AS "word_0"
  FROM t6 AS t6
  GROUP BY
    "t6"."unit_id"
), t8 AS (
  SELECT
    *
  FROM t7 AS t7
  WHERE
    isNotNull("t7"."unit_id") AND isNotNull("t7"."first_seen")
), t10 AS (
  SELECT
    "t8"."first_seen" AS "first_seen",
    "t8"."last_seen" AS "last_seen",
    "t8"."word_0" AS "word_0",
    CAST(COUNT(*) AS Nullable(Int64)) AS "units"
  FROM t8 AS t8
  GROUP BY
    "t8"."first_seen",
    "t8"."last_seen",
    "t8"."word_0"
), t11 AS (
  SELECT
    "t10"."first_seen" AS "first_seen",
    "t10"."last_seen" AS "last_seen",
    "t10"."word_0" AS "word_0",
    "t10"."units" AS "units",
    "t4"."mark" AS "mark"
  FROM t10 AS t10
  CROSS JOIN t3 AS t4
), t13 AS (
  SELECT
    "t11"."mark" AS "mark",
    CAST(sumIf(
      "t11"."units",
      bitAnd(
        bitShiftRight(
          CAST("t11"."word_0" AS Nullable(Int64)),
          GREATEST((
            "t11"."mark" - 2817
          ) % 62, 0)
        ),
        1
      ) = 1
    ) AS Nullable(Int64)) AS "active",
    CAST(sumIf(
      "t11"."units",
      (
        bitAnd(
          bitShiftRight(
            CAST("t11"."word_0" AS Nullable(Int64)),
            GREATEST((
              "t11"."mark" - 2817
            ) % 62, 0)
          ),
          1
        ) = 1
      )
      AND (
        bitAnd(
          bitShiftRight(
            CAST("t11"."word_0" AS Nullable(Int64)),
            GREATEST((
              (
                "t11"."mark" - 1
              ) - 2817
            ) % 62, 0)
          ),
          1
        ) = 1
      )
    ) AS Nullable(Int64)) AS "stayed",
    CAST(sumIf(
      "t11"."units",
      (
        bitAnd(
          bitShiftRight(
            CAST("t11"."word_0" AS Nullable(Int64)),
            GREATEST((
              "t11"."mark" - 2817
            ) % 62, 0)
          ),
          1
        ) = 1
      )
      AND (
        "t11"."first_seen" = "t11"."mark"
      )
    ) AS Nullable(Int64)) AS "fresh",
    CAST(sumIf("t11"."units", "t11"."first_seen" = "t11"."mark") AS Nullable(Int64)) AS "began"
  FROM t11 AS t11
  GROUP BY
    "t11"."mark"
), t14 AS (
  SELECT
    "t3"."mark" AS "mark",
    COALESCE("t13"."active", 0) AS "active",
    COALESCE("t13"."stayed", 0) AS "stayed",
    COALESCE("t13"."fresh", 0) AS "fresh",
    COALESCE("t13"."began", 0) AS "began"
  FROM t3 AS t3
  LEFT OUTER JOIN t13 AS t13
    ON "t3"."mark" = "t13"."mark"
), t15 AS (
  SELECT
    "t14"."mark" AS "number",
    "t14"."active" AS "at_start",
    CAST(leadInFrame(toNullable("t14"."stayed")) OVER (
      ORDER BY "t14"."mark" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS Nullable(Int64)) AS "retained",
    "t14"."active" - CAST(leadInFrame(toNullable("t14"."stayed")) OVER (
      ORDER BY "t14"."mark" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS Nullable(Int64)) AS "lost",
    CAST(leadInFrame(toNullable("t14"."fresh")) OVER (
      ORDER BY "t14"."mark" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS Nullable(Int64)) AS "joined",
    (
      CAST(leadInFrame(toNullable("t14"."active")) OVER (
        ORDER BY "t14"."mark" ASC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) AS Nullable(Int64)) - CAST(leadInFrame(toNullable("t14"."stayed")) OVER (
        ORDER BY "t14"."mark" ASC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) AS Nullable(Int64))
    ) - CAST(leadInFrame(toNullable("t14"."fresh")) OVER (
      ORDER BY "t14"."mark" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS Nullable(Int64)) AS "won_back",
    CAST(leadInFrame(toNullable("t14"."active")) OVER (
      ORDER BY "t14"."mark" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS Nullable(Int64)) AS "at_end",
    CAST(leadInFrame(toNullable("t14"."began")) OVER (
      ORDER BY "t14"."mark" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS Nullable(Int64)) - CAST(leadInFrame(toNullable("t14"."fresh")) OVER (
      ORDER BY "t14"."mark" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS Nullable(Int64)) AS "joined_and_lost"
  FROM t14 AS t14
)
SELECT
  CAST(CAST(toDate32('1970-01-01') + INTERVAL ((
    "t15"."number" * 7
  ) + 4) DAY AS Nullable(DateTime64(6))) AS Nullable(Date32)) AS "period_start",
  CAST(CAST(toDate32('1970-01-01') + INTERVAL ((
    (
      "t15"."number" + 1
    ) * 7
  ) + 4) DAY AS Nullable(DateTime64(6))) AS Nullable(Date32)) AS "period_end",
  "t15"."number" < 2841 AS "complete",
  "t15"."at_start" AS "at_start",
  "t15"."retained" AS "retained",
  "t15"."lost" AS "lost",
  "t15"."joined" AS "joined",
  "t15"."won_back" AS "won_back",
  "t15"."at_end" AS "at_end",
  "t15"."joined_and_lost" AS "joined_and_lost",
  "t15"."lost" / nullIf("t15"."at_start", 0) AS "attrition",
  CASE
    WHEN "t15"."lost" > 0
    THEN (
      (
        "t15"."lost" + 1.9207294103470627
      ) - (
        (
          POWER(
            (
              (
                (
                  "t15"."lost" * (
                    nullIf("t15"."at_start", 0) - "t15"."lost"
                  )
                ) / nullIf("t15"."at_start", 0)
              ) + 0.9603647051735313
            ),
            0.5
          )
        ) * 1.959963984540054
      )
    ) / (
      nullIf("t15"."at_start", 0) + 3.8414588206941254
    )
    ELSE "t15"."lost" / nullIf("t15"."at_start", 0)
  END AS "attrition_low",
  CASE
    WHEN "t15"."lost" < nullIf("t15"."at_start", 0)
    THEN (
      "t15"."lost" + 1.9207294103470627 + (
        (
          POWER(
            (
              (
                (
                  "t15"."lost" * (
                    nullIf("t15"."at_start", 0) - "t15"."lost"
                  )
                ) / nullIf("t15"."at_start", 0)
              ) + 0.9603647051735313
            ),
            0.5
          )
        ) * 1.959963984540054
      )
    ) / (
      nullIf("t15"."at_start", 0) + 3.8414588206941254
    )
    ELSE "t15"."lost" / nullIf("t15"."at_start", 0)
  END AS "attrition_high",
  CASE
    WHEN NOT (
      "t15"."number" < 2841
    )
    THEN 'the period is not over'
    WHEN isNull("t15"."lost" / nullIf("t15"."at_start", 0))
    THEN 'nobody was active at the start'
    WHEN "t15"."number" < 2819
    THEN 'the data begin too late to see everyone active at the start'
    ELSE CAST(NULL AS Nullable(String))
  END AS "reason"
FROM t15 AS t15
WHERE
  "t15"."number" < 2842
ORDER BY
  CAST(CAST(toDate32('1970-01-01') + INTERVAL ((
    "t15"."number" * 7
  ) + 4) DAY AS Nullable(DateTime64(6))) AS Nullable(Date32)) ASC;
