WITH t3 AS (
  SELECT
    "t0"."unit_id",
    IFF(
      "t0"."occurred_at" < TIMESTAMP_FROM_PARTS(2024, 6, 21, 0, 0, 0, 0),
      (
        (
          CAST(DATE_PART(year, CAST(DATEADD(SECOND, '0', "t0"."occurred_at") AS DATE)) AS BIGINT) * 12
        ) + CAST(DATE_PART(month, CAST(DATEADD(SECOND, '0', "t0"."occurred_at") AS DATE)) AS BIGINT)
      ) - 1,
      CAST(NULL AS BIGINT)
    ) AS "seen"
  FROM "events" AS "t0"
), t4 AS (
  SELECT
    "t3"."unit_id",
    "t3"."seen",
    COUNT(*) AS "times"
  FROM t3 AS t3
  GROUP BY
    1,
    2
), t5 AS (
  SELECT
    "t4"."unit_id",
    "t4"."seen"
  FROM t4 AS t4
  WHERE
    "t4"."times" >= 2
), t6 AS (
  SELECT
    "t5"."unit_id",
    MIN("t5"."seen") AS "first_seen",
    MAX("t5"."seen") AS "last_seen",
    BITORAGG(IFF("t5"."seen" >= 24288, BITSHIFTLEFT(1, "t5"."seen" - 24288), 0)) AS "word_0"
  FROM t5 AS t5
  GROUP BY
    1
), t7 AS (
  SELECT
    "t6"."unit_id",
    "t6"."first_seen",
    "t6"."last_seen",
    "t6"."word_0",
    "t6"."first_seen" AS "number"
  FROM t6 AS t6
  WHERE
    "t6"."unit_id" IS NOT NULL AND "t6"."first_seen" IS NOT NULL
), t8 AS (
  SELECT
    "t7".*
    EXCLUDE ("first_seen")
  FROM t7 AS t7
), "t9" AS (
  SELECT
    "t8"."last_seen",
    "t8"."word_0",
    "t8"."number",
    COUNT(*) AS "units"
  FROM t8 AS t8
  GROUP BY
    1,
    2,
    3
), t16 AS (
  SELECT
    IFF(MIN("t10"."number") < 24288, 24288, MIN("t10"."number")) AS "first"
  FROM "t9" AS "t10"
), t19 AS (
  SELECT
    CAST(NULLIF(IFF(_u.pos = _u_2.pos_2, _u_2."number", NULL), '') AS BIGINT) AS "number"
  FROM t16 AS t16
  CROSS JOIN TABLE(FLATTEN(INPUT => ARRAY_GENERATE_RANGE(
    0,
    (
      GREATEST(
        ARRAY_SIZE(
          SPLIT(
            ARRAY_TO_STRING(
              NULLIF(IFF(1 <> 0, ARRAY_GENERATE_RANGE((
                "t16"."first"
              ), (
                24294
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
        "t16"."first"
      ), (
        24294
      ), 1), []), []),
      'drawn_0'
    ),
    'drawn_0'
  ))) AS _u_2(seq, key, path, pos_2, "number", this)
  WHERE
    _u.pos = _u_2.pos_2
    OR (
      _u.pos > (
        ARRAY_SIZE(
          SPLIT(
            ARRAY_TO_STRING(
              NULLIF(IFF(1 <> 0, ARRAY_GENERATE_RANGE((
                "t16"."first"
              ), (
                24294
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
                "t16"."first"
              ), (
                24294
              ), 1), []), []),
              'drawn_0'
            ),
            'drawn_0'
          )
        ) - 1
      )
    )
), t12 AS (
  SELECT
    "t10"."number"
  FROM "t9" AS "t10"
), t22 AS (
  SELECT
    *
  FROM t19 AS t19
  UNION
  SELECT
    *
  FROM t12 AS t12
), t15 AS (
  SELECT
    "t10"."number",
    SUM("t10"."units") AS "size"
  FROM "t9" AS "t10"
  GROUP BY
    1
), t23 AS (
  SELECT
    "t22"."number",
    "t15"."size"
  FROM t22 AS t22
  LEFT OUTER JOIN t15 AS t15
    ON "t22"."number" = "t15"."number"
), t24 AS (
  SELECT
    "t23"."number",
    COALESCE("t23"."size", 0) AS "size"
  FROM t23 AS t23
), t26 AS (
  SELECT
    "t24"."number",
    "t24"."size",
    CAST(NULLIF(IFF(_u.pos = _u_2.pos_2, _u_2."period", NULL), '') AS BIGINT) AS "period"
  FROM t24 AS t24
  CROSS JOIN TABLE(FLATTEN(INPUT => ARRAY_GENERATE_RANGE(
    0,
    (
      GREATEST(
        ARRAY_SIZE(
          SPLIT(
            ARRAY_TO_STRING(
              NULLIF(
                IFF(
                  1 <> 0,
                  ARRAY_GENERATE_RANGE((
                    0
                  ), (
                    (
                      24293 - "t24"."number"
                    ) + 1
                  ), 1),
                  []
                ),
                []
              ),
              'drawn_1'
            ),
            'drawn_1'
          )
        )
      ) - 1
    ) + 1
  ))) AS _u(seq, key, path, index, pos, this)
  CROSS JOIN TABLE(FLATTEN(INPUT => SPLIT(
    ARRAY_TO_STRING(
      NULLIF(
        IFF(
          1 <> 0,
          ARRAY_GENERATE_RANGE((
            0
          ), (
            (
              24293 - "t24"."number"
            ) + 1
          ), 1),
          []
        ),
        []
      ),
      'drawn_1'
    ),
    'drawn_1'
  ))) AS _u_2(seq, key, path, pos_2, "period", this)
  WHERE
    _u.pos = _u_2.pos_2
    OR (
      _u.pos > (
        ARRAY_SIZE(
          SPLIT(
            ARRAY_TO_STRING(
              NULLIF(
                IFF(
                  1 <> 0,
                  ARRAY_GENERATE_RANGE((
                    0
                  ), (
                    (
                      24293 - "t24"."number"
                    ) + 1
                  ), 1),
                  []
                ),
                []
              ),
              'drawn_1'
            ),
            'drawn_1'
          )
        ) - 1
      )
      AND _u_2.pos_2 = (
        ARRAY_SIZE(
          SPLIT(
            ARRAY_TO_STRING(
              NULLIF(
                IFF(
                  1 <> 0,
                  ARRAY_GENERATE_RANGE((
                    0
                  ), (
                    (
                      24293 - "t24"."number"
                    ) + 1
                  ), 1),
                  []
                ),
                []
              ),
              'drawn_1'
            ),
            'drawn_1'
          )
        ) - 1
      )
    )
), t2 AS (
  SELECT
    CAST(NULLIF(IFF(_u.pos = _u_2.pos_2, _u_2."seen", NULL), '') AS SMALLINT) AS "seen"
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
                24294
              ), 1), []), []),
              'drawn_2'
            ),
            'drawn_2'
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
        24294
      ), 1), []), []),
      'drawn_2'
    ),
    'drawn_2'
  ))) AS _u_2(seq, key, path, pos_2, "seen", this)
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
                24294
              ), 1), []), []),
              'drawn_2'
            ),
            'drawn_2'
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
                24294
              ), 1), []), []),
              'drawn_2'
            ),
            'drawn_2'
          )
        ) - 1
      )
    )
), t13 AS (
  SELECT
    "t11"."last_seen",
    "t11"."word_0",
    "t11"."number",
    "t11"."units",
    "t2"."seen"
  FROM "t9" AS "t11"
  CROSS JOIN t2 AS t2
), t17 AS (
  SELECT
    "t13"."last_seen",
    "t13"."word_0",
    "t13"."number",
    "t13"."units",
    "t13"."seen",
    "t13"."seen" - "t13"."number" AS "period"
  FROM t13 AS t13
  WHERE
    "t13"."seen" >= "t13"."number" AND "t13"."seen" <= "t13"."last_seen"
), t20 AS (
  SELECT
    "t17"."number",
    "t17"."period",
    SUM("t17"."units") AS "came"
  FROM t17 AS t17
  GROUP BY
    1,
    2
), t27 AS (
  SELECT
    "t26"."number",
    "t26"."period",
    "t26"."size",
    "t20"."came"
  FROM t26 AS t26
  LEFT OUTER JOIN t20 AS t20
    ON "t26"."number" = "t20"."number" AND "t26"."period" = "t20"."period"
), t28 AS (
  SELECT
    "t27"."size",
    "t27"."period",
    CAST(CAST(DATEADD(MONTH, "t27"."number" - 23640, DATE_FROM_PARTS(1970, 1, 1)) AS TIMESTAMP) AS DATE) AS "cohort",
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
    IFF(
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
      ),
      "t27"."size",
      0
    ) AS "eligible",
    IFF(
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
      ),
      COALESCE("t27"."came", 0),
      0
    ) AS "returned",
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
      ELSE CAST(NULL AS VARCHAR)
    END AS "reason"
  FROM t27 AS t27
)
SELECT
  "t28"."cohort",
  "t28"."size",
  "t28"."period",
  "t28"."eligible",
  "t28"."returned",
  "t28"."returned" / NULLIF("t28"."eligible", 0) AS "retention",
  IFF(
    "t28"."returned" > 0,
    (
      (
        "t28"."returned" + 1.9207294103470627
      ) - (
        (
          POWER(
            (
              (
                (
                  "t28"."returned" * (
                    NULLIF("t28"."eligible", 0) - "t28"."returned"
                  )
                ) / NULLIF("t28"."eligible", 0)
              ) + 0.9603647051735313
            ),
            0.5
          )
        ) * 1.959963984540054
      )
    ) / (
      NULLIF("t28"."eligible", 0) + 3.8414588206941254
    ),
    "t28"."returned" / NULLIF("t28"."eligible", 0)
  ) AS "retention_low",
  IFF(
    "t28"."returned" < NULLIF("t28"."eligible", 0),
    (
      "t28"."returned" + 1.9207294103470627 + (
        (
          POWER(
            (
              (
                (
                  "t28"."returned" * (
                    NULLIF("t28"."eligible", 0) - "t28"."returned"
                  )
                ) / NULLIF("t28"."eligible", 0)
              ) + 0.9603647051735313
            ),
            0.5
          )
        ) * 1.959963984540054
      )
    ) / (
      NULLIF("t28"."eligible", 0) + 3.8414588206941254
    ),
    "t28"."returned" / NULLIF("t28"."eligible", 0)
  ) AS "retention_high",
  "t28"."complete",
  "t28"."reason"
FROM t28 AS t28
ORDER BY
  "t28"."cohort" ASC,
  "t28"."period" ASC;
