WITH t6 AS (
  SELECT
    "t1"."unit_id",
    DATEADD(
      SECOND,
      CASE
        WHEN "t1"."occurred_at" >= TIMESTAMP_FROM_PARTS(2024, 3, 10, 7, 0, 0, 0)
        THEN -14400
        ELSE -18000
      END,
      "t1"."occurred_at"
    ) AS "from_local"
  FROM "events" AS "t1"
), t7 AS (
  SELECT
    "t6"."unit_id",
    "t6"."from_local",
    DATEADD(DAY, '28', "t6"."from_local") AS "to_local"
  FROM t6 AS t6
), t8 AS (
  SELECT
    "t7"."unit_id",
    IFF(
      "t7"."from_local" <= CAST(DATE_FROM_PARTS(2024, 6, 21) AS TIMESTAMP),
      (
        (
          (
            CAST(DATE_PART(year, CAST(DATEADD(MICROSECOND, -'1', "t7"."from_local") AS DATE)) AS BIGINT) * 12
          ) + CAST(DATE_PART(month, CAST(DATEADD(MICROSECOND, -'1', "t7"."from_local") AS DATE)) AS BIGINT)
        ) - 1
      ) + 1,
      CAST(NULL AS BIGINT)
    ) AS "from_mark",
    IFF(
      (
        "t7"."to_local" IS NULL
      )
      OR (
        "t7"."to_local" > CAST(DATE_FROM_PARTS(2024, 6, 21) AS TIMESTAMP)
      ),
      24294,
      (
        (
          CAST(DATE_PART(year, CAST(DATEADD(MICROSECOND, -'1', "t7"."to_local") AS DATE)) AS BIGINT) * 12
        ) + CAST(DATE_PART(month, CAST(DATEADD(MICROSECOND, -'1', "t7"."to_local") AS DATE)) AS BIGINT)
      ) - 1
    ) AS "to_mark"
  FROM t7 AS t7
), t9 AS (
  SELECT
    "t8"."unit_id",
    MIN("t8"."from_mark") AS "first_seen",
    MAX("t8"."to_mark") AS "last_seen",
    BITORAGG(
      IFF(
        (
          "t8"."from_mark" IS NOT NULL
        )
        AND (
          (
            GREATEST("t8"."from_mark", 24287) - 24287
          ) <= (
            LEAST("t8"."to_mark", 24348) - 24287
          )
        ),
        (
          BITSHIFTLEFT(1, (
            LEAST("t8"."to_mark", 24348) - 24287
          ) + 1)
        ) - (
          BITSHIFTLEFT(1, GREATEST("t8"."from_mark", 24287) - 24287)
        ),
        0
      )
    ) AS "word_0"
  FROM t8 AS t8
  GROUP BY
    1
), t11 AS (
  SELECT
    *
  FROM t9 AS t9
  WHERE
    "t9"."unit_id" IS NOT NULL AND "t9"."first_seen" IS NOT NULL
), t12 AS (
  SELECT
    "t11"."unit_id",
    "t11"."first_seen",
    "t11"."last_seen",
    "t11"."word_0",
    "t2"."unit_id" AS "unit_id_right",
    "t2"."group"
  FROM t11 AS t11
  LEFT OUTER JOIN "groups" AS "t2"
    ON "t11"."unit_id" = "t2"."unit_id"
), t13 AS (
  SELECT
    "t12".*
    EXCLUDE ("unit_id_right")
  FROM t12 AS t12
), t14 AS (
  SELECT
    "t13"."unit_id",
    "t13"."first_seen",
    "t13"."last_seen",
    "t13"."word_0",
    COALESCE("t13"."group", '(unknown)') AS "group"
  FROM t13 AS t13
), "t15" AS (
  SELECT
    "t14"."first_seen",
    "t14"."last_seen",
    "t14"."word_0",
    "t14"."group",
    COUNT(*) AS "units"
  FROM t14 AS t14
  GROUP BY
    1,
    2,
    3,
    4
), t4 AS (
  SELECT
    CAST(NULLIF(IFF(_u.pos = _u_2.pos_2, _u_2."mark", NULL), '') AS SMALLINT) AS "mark"
  FROM TABLE(FLATTEN(INPUT => ARRAY_GENERATE_RANGE(
    0,
    (
      GREATEST(
        ARRAY_SIZE(
          SPLIT(
            ARRAY_TO_STRING(
              NULLIF(IFF(1 <> 0, ARRAY_GENERATE_RANGE((
                24288
              ), (
                24295
              ), 1), []), []),
              'drawn_0'
            ),
            'drawn_0'
          )
        )
      ) - 1
    ) + 1
  ))) AS _u(seq, key, path, index, pos, this)
  CROSS JOIN TABLE(FLATTEN(INPUT => SPLIT(
    ARRAY_TO_STRING(
      NULLIF(IFF(1 <> 0, ARRAY_GENERATE_RANGE((
        24288
      ), (
        24295
      ), 1), []), []),
      'drawn_0'
    ),
    'drawn_0'
  ))) AS _u_2(seq, key, path, pos_2, "mark", this)
  WHERE
    _u.pos = _u_2.pos_2
    OR (
      _u.pos > (
        ARRAY_SIZE(
          SPLIT(
            ARRAY_TO_STRING(
              NULLIF(IFF(1 <> 0, ARRAY_GENERATE_RANGE((
                24288
              ), (
                24295
              ), 1), []), []),
              'drawn_0'
            ),
            'drawn_0'
          )
        ) - 1
      )
      AND _u_2.pos_2 = (
        ARRAY_SIZE(
          SPLIT(
            ARRAY_TO_STRING(
              NULLIF(IFF(1 <> 0, ARRAY_GENERATE_RANGE((
                24288
              ), (
                24295
              ), 1), []), []),
              'drawn_0'
            ),
            'drawn_0'
          )
        ) - 1
      )
    )
), t19 AS (
  SELECT DISTINCT
    "t16"."group"
  FROM "t15" AS "t16"
), t20 AS (
  SELECT
    "t17"."first_seen",
    "t17"."last_seen",
    "t17"."word_0",
    "t17"."group",
    "t17"."units",
    "t5"."mark"
  FROM "t15" AS "t17"
  CROSS JOIN t4 AS t5
), t22 AS (
  SELECT
    "t20"."group",
    "t20"."mark",
    SUM(
      IFF(
        (
          BITAND(BITSHIFTRIGHT("t20"."word_0", (
            "t20"."mark" - 24287
          ) % 62), 1)
        ) = 1,
        "t20"."units",
        NULL
      )
    ) AS "active",
    SUM(
      IFF(
        (
          (
            BITAND(BITSHIFTRIGHT("t20"."word_0", (
              "t20"."mark" - 24287
            ) % 62), 1)
          ) = 1
        )
        AND (
          (
            BITAND(BITSHIFTRIGHT("t20"."word_0", (
              (
                "t20"."mark" - 1
              ) - 24287
            ) % 62), 1)
          ) = 1
        ),
        "t20"."units",
        NULL
      )
    ) AS "stayed",
    SUM(
      IFF(
        (
          (
            BITAND(BITSHIFTRIGHT("t20"."word_0", (
              "t20"."mark" - 24287
            ) % 62), 1)
          ) = 1
        )
        AND (
          "t20"."first_seen" = "t20"."mark"
        ),
        "t20"."units",
        NULL
      )
    ) AS "fresh",
    SUM(IFF("t20"."first_seen" = "t20"."mark", "t20"."units", NULL)) AS "began"
  FROM t20 AS t20
  GROUP BY
    1,
    2
), t23 AS (
  SELECT
    "t19"."group",
    "t4"."mark",
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
    "t23"."group",
    "t23"."mark" AS "number",
    "t23"."active" AS "at_start",
    LEAD("t23"."stayed") OVER (PARTITION BY "t23"."group" ORDER BY "t23"."mark" ASC) AS "retained",
    "t23"."active" - LEAD("t23"."stayed") OVER (PARTITION BY "t23"."group" ORDER BY "t23"."mark" ASC) AS "lost",
    LEAD("t23"."fresh") OVER (PARTITION BY "t23"."group" ORDER BY "t23"."mark" ASC) AS "joined",
    (
      LEAD("t23"."active") OVER (PARTITION BY "t23"."group" ORDER BY "t23"."mark" ASC) - LEAD("t23"."stayed") OVER (PARTITION BY "t23"."group" ORDER BY "t23"."mark" ASC)
    ) - LEAD("t23"."fresh") OVER (PARTITION BY "t23"."group" ORDER BY "t23"."mark" ASC) AS "won_back",
    LEAD("t23"."active") OVER (PARTITION BY "t23"."group" ORDER BY "t23"."mark" ASC) AS "at_end",
    LEAD("t23"."began") OVER (PARTITION BY "t23"."group" ORDER BY "t23"."mark" ASC) - LEAD("t23"."fresh") OVER (PARTITION BY "t23"."group" ORDER BY "t23"."mark" ASC) AS "joined_and_lost"
  FROM t23 AS t23
)
SELECT
  "t24"."group",
  CAST(CAST(DATEADD(MONTH, "t24"."number" - 23640, DATE_FROM_PARTS(1970, 1, 1)) AS TIMESTAMP) AS DATE) AS "period_start",
  CAST(CAST(DATEADD(MONTH, (
    "t24"."number" + 1
  ) - 23640, DATE_FROM_PARTS(1970, 1, 1)) AS TIMESTAMP) AS DATE) AS "period_end",
  "t24"."number" < 24293 AS "complete",
  "t24"."at_start",
  "t24"."retained",
  "t24"."lost",
  "t24"."joined",
  "t24"."won_back",
  "t24"."at_end",
  "t24"."joined_and_lost",
  "t24"."lost" / NULLIF("t24"."at_start", 0) AS "attrition",
  IFF(
    "t24"."lost" > 0,
    (
      (
        "t24"."lost" + 1.9207294103470627
      ) - (
        (
          POWER(
            (
              (
                (
                  "t24"."lost" * (
                    NULLIF("t24"."at_start", 0) - "t24"."lost"
                  )
                ) / NULLIF("t24"."at_start", 0)
              ) + 0.9603647051735313
            ),
            0.5
          )
        ) * 1.959963984540054
      )
    ) / (
      NULLIF("t24"."at_start", 0) + 3.8414588206941254
    ),
    "t24"."lost" / NULLIF("t24"."at_start", 0)
  ) AS "attrition_low",
  IFF(
    "t24"."lost" < NULLIF("t24"."at_start", 0),
    (
      "t24"."lost" + 1.9207294103470627 + (
        (
          POWER(
            (
              (
                (
                  "t24"."lost" * (
                    NULLIF("t24"."at_start", 0) - "t24"."lost"
                  )
                ) / NULLIF("t24"."at_start", 0)
              ) + 0.9603647051735313
            ),
            0.5
          )
        ) * 1.959963984540054
      )
    ) / (
      NULLIF("t24"."at_start", 0) + 3.8414588206941254
    ),
    "t24"."lost" / NULLIF("t24"."at_start", 0)
  ) AS "attrition_high",
  CASE
    WHEN NOT (
      "t24"."number" < 24293
    )
    THEN 'the period is not over'
    WHEN (
      "t24"."lost" / NULLIF("t24"."at_start", 0)
    ) IS NULL
    THEN 'nobody was active at the start'
    WHEN "t24"."number" < 24289
    THEN 'the data begin too late to see everyone active at the start'
    ELSE CAST(NULL AS VARCHAR)
  END AS "reason"
FROM t24 AS t24
WHERE
  "t24"."number" < 24294
ORDER BY
  "t24"."group" ASC,
  CAST(CAST(DATEADD(MONTH, "t24"."number" - 23640, DATE_FROM_PARTS(1970, 1, 1)) AS TIMESTAMP) AS DATE) ASC;
