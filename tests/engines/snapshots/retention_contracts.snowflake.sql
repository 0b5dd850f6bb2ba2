WITH t3 AS (
  SELECT
    "t0"."customer_id" AS "unit_id",
    DATEADD(
      SECOND,
      CASE
        WHEN "t0"."started_at" >= TIMESTAMP_FROM_PARTS(2024, 3, 10, 7, 0, 0, 0)
        THEN -14400
        ELSE -18000
      END,
      "t0"."started_at"
    ) AS "from_local",
    DATEADD(
      SECOND,
      CASE
        WHEN COALESCE(
          "t0"."ended_at",
          IFF(
            "t0"."cancelled_at" IS NOT NULL,
            GREATEST("t0"."cancelled_at", COALESCE("t0"."ends_at", "t0"."cancelled_at")),
            CAST(NULL AS TIMESTAMP)
          ),
          IFF(COALESCE("t0"."auto_renew", FALSE), CAST(NULL AS TIMESTAMP), "t0"."ends_at")
        ) >= TIMESTAMP_FROM_PARTS(2024, 3, 10, 7, 0, 0, 0)
        THEN -14400
        ELSE -18000
      END,
      COALESCE(
        "t0"."ended_at",
        IFF(
          "t0"."cancelled_at" IS NOT NULL,
          GREATEST("t0"."cancelled_at", COALESCE("t0"."ends_at", "t0"."cancelled_at")),
          CAST(NULL AS TIMESTAMP)
        ),
        IFF(COALESCE("t0"."auto_renew", FALSE), CAST(NULL AS TIMESTAMP), "t0"."ends_at")
      )
    ) AS "to_local"
  FROM "subscriptions" AS "t0"
  WHERE
    "t0"."customer_id" IS NOT NULL
    AND (
      (
        "t0"."mrr" IS NULL
      ) OR (
        "t0"."mrr" > 0
      )
    )
    AND "t0"."started_at" < TIMESTAMP_FROM_PARTS(2024, 6, 22, 4, 0, 0, 0)
), t4 AS (
  SELECT
    "t3"."unit_id",
    "t3"."from_local",
    COALESCE("t3"."to_local", TIMESTAMP_FROM_PARTS(9999, 12, 31, 0, 0, 0, 0)) AS "to_local"
  FROM t3 AS t3
  WHERE
    (
      "t3"."to_local" IS NULL
    ) OR (
      "t3"."to_local" > "t3"."from_local"
    )
), t5 AS (
  SELECT
    "t4"."unit_id",
    "t4"."from_local",
    "t4"."to_local",
    MAX("t4"."to_local") OVER (
      PARTITION BY "t4"."unit_id"
      ORDER BY "t4"."from_local" ASC, "t4"."to_local" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 preceding
    ) AS "reach"
  FROM t4 AS t4
), t6 AS (
  SELECT
    "t5"."unit_id",
    "t5"."from_local",
    "t5"."to_local",
    "t5"."reach",
    CAST((
      "t5"."reach" IS NULL
    ) OR (
      "t5"."from_local" > "t5"."reach"
    ) AS BIGINT) AS "opens"
  FROM t5 AS t5
), t7 AS (
  SELECT
    "t6"."unit_id",
    "t6"."from_local",
    "t6"."to_local",
    "t6"."reach",
    "t6"."opens",
    SUM("t6"."opens") OVER (
      PARTITION BY "t6"."unit_id"
      ORDER BY "t6"."from_local" ASC, "t6"."to_local" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS "island"
  FROM t6 AS t6
), t8 AS (
  SELECT
    "t7"."unit_id",
    "t7"."island",
    MIN("t7"."from_local") AS "from_local",
    MAX("t7"."to_local") AS "to_local"
  FROM t7 AS t7
  GROUP BY
    1,
    2
), t9 AS (
  SELECT
    "t8"."unit_id",
    "t8"."from_local",
    NULLIF("t8"."to_local", TIMESTAMP_FROM_PARTS(9999, 12, 31, 0, 0, 0, 0)) AS "to_local"
  FROM t8 AS t8
), t10 AS (
  SELECT
    "t9"."unit_id",
    "t9"."from_local",
    "t9"."to_local",
    LEAD("t9"."from_local") OVER (PARTITION BY "t9"."unit_id" ORDER BY "t9"."from_local" ASC) AS "following"
  FROM t9 AS t9
), t11 AS (
  SELECT
    "t10"."unit_id",
    "t10"."from_local",
    IFF(
      COALESCE("t10"."following" <= DATEADD(DAY, '1', "t10"."to_local"), FALSE),
      "t10"."following",
      "t10"."to_local"
    ) AS "to_local"
  FROM t10 AS t10
  WHERE
    "t10"."from_local" < CAST(DATE_FROM_PARTS(2024, 6, 21) AS TIMESTAMP)
), t12 AS (
  SELECT
    "t11"."unit_id",
    CAST(NULLIF(IFF(_u.pos = _u_2.pos_2, _u_2."seen", NULL), '') AS BIGINT) AS "seen"
  FROM t11 AS t11
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
                  ARRAY_GENERATE_RANGE(
                    (
                      (
                        (
                          CAST(DATE_PART(year, CAST("t11"."from_local" AS DATE)) AS BIGINT) * 12
                        ) + CAST(DATE_PART(month, CAST("t11"."from_local" AS DATE)) AS BIGINT)
                      ) - 1
                    ),
                    (
                      (
                        (
                          (
                            CAST(DATE_PART(
                              year,
                              CAST(GREATEST(
                                DATEADD(
                                  MICROSECOND,
                                  -'2',
                                  LEAST(
                                    COALESCE("t11"."to_local", CAST(DATE_FROM_PARTS(2024, 6, 21) AS TIMESTAMP)),
                                    CAST(DATE_FROM_PARTS(2024, 6, 21) AS TIMESTAMP)
                                  )
                                ),
                                "t11"."from_local"
                              ) AS DATE)
                            ) AS BIGINT) * 12
                          ) + CAST(DATE_PART(
                            month,
                            CAST(GREATEST(
                              DATEADD(
                                MICROSECOND,
                                -'2',
                                LEAST(
                                  COALESCE("t11"."to_local", CAST(DATE_FROM_PARTS(2024, 6, 21) AS TIMESTAMP)),
                                  CAST(DATE_FROM_PARTS(2024, 6, 21) AS TIMESTAMP)
                                )
                              ),
                              "t11"."from_local"
                            ) AS DATE)
                          ) AS BIGINT)
                        ) - 1
                      ) + 1
                    ),
                    1
                  ),
                  []
                ),
                []
              ),
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
      NULLIF(
        IFF(
          1 <> 0,
          ARRAY_GENERATE_RANGE(
            (
              (
                (
                  CAST(DATE_PART(year, CAST("t11"."from_local" AS DATE)) AS BIGINT) * 12
                ) + CAST(DATE_PART(month, CAST("t11"."from_local" AS DATE)) AS BIGINT)
              ) - 1
            ),
            (
              (
                (
                  (
                    CAST(DATE_PART(
                      year,
                      CAST(GREATEST(
                        DATEADD(
                          MICROSECOND,
                          -'2',
                          LEAST(
                            COALESCE("t11"."to_local", CAST(DATE_FROM_PARTS(2024, 6, 21) AS TIMESTAMP)),
                            CAST(DATE_FROM_PARTS(2024, 6, 21) AS TIMESTAMP)
                          )
                        ),
                        "t11"."from_local"
                      ) AS DATE)
                    ) AS BIGINT) * 12
                  ) + CAST(DATE_PART(
                    month,
                    CAST(GREATEST(
                      DATEADD(
                        MICROSECOND,
                        -'2',
                        LEAST(
                          COALESCE("t11"."to_local", CAST(DATE_FROM_PARTS(2024, 6, 21) AS TIMESTAMP)),
                          CAST(DATE_FROM_PARTS(2024, 6, 21) AS TIMESTAMP)
                        )
                      ),
                      "t11"."from_local"
                    ) AS DATE)
                  ) AS BIGINT)
                ) - 1
              ) + 1
            ),
            1
          ),
          []
        ),
        []
      ),
      'drawn_0'
    ),
    'drawn_0'
  ))) AS _u_2(seq, key, path, pos_2, "seen", this)
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
                  ARRAY_GENERATE_RANGE(
                    (
                      (
                        (
                          CAST(DATE_PART(year, CAST("t11"."from_local" AS DATE)) AS BIGINT) * 12
                        ) + CAST(DATE_PART(month, CAST("t11"."from_local" AS DATE)) AS BIGINT)
                      ) - 1
                    ),
                    (
                      (
                        (
                          (
                            CAST(DATE_PART(
                              year,
                              CAST(GREATEST(
                                DATEADD(
                                  MICROSECOND,
                                  -'2',
                                  LEAST(
                                    COALESCE("t11"."to_local", CAST(DATE_FROM_PARTS(2024, 6, 21) AS TIMESTAMP)),
                                    CAST(DATE_FROM_PARTS(2024, 6, 21) AS TIMESTAMP)
                                  )
                                ),
                                "t11"."from_local"
                              ) AS DATE)
                            ) AS BIGINT) * 12
                          ) + CAST(DATE_PART(
                            month,
                            CAST(GREATEST(
                              DATEADD(
                                MICROSECOND,
                                -'2',
                                LEAST(
                                  COALESCE("t11"."to_local", CAST(DATE_FROM_PARTS(2024, 6, 21) AS TIMESTAMP)),
                                  CAST(DATE_FROM_PARTS(2024, 6, 21) AS TIMESTAMP)
                                )
                              ),
                              "t11"."from_local"
                            ) AS DATE)
                          ) AS BIGINT)
                        ) - 1
                      ) + 1
                    ),
                    1
                  ),
                  []
                ),
                []
              ),
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
              NULLIF(
                IFF(
                  1 <> 0,
                  ARRAY_GENERATE_RANGE(
                    (
                      (
                        (
                          CAST(DATE_PART(year, CAST("t11"."from_local" AS DATE)) AS BIGINT) * 12
                        ) + CAST(DATE_PART(month, CAST("t11"."from_local" AS DATE)) AS BIGINT)
                      ) - 1
                    ),
                    (
                      (
                        (
                          (
                            CAST(DATE_PART(
                              year,
                              CAST(GREATEST(
                                DATEADD(
                                  MICROSECOND,
                                  -'2',
                                  LEAST(
                                    COALESCE("t11"."to_local", CAST(DATE_FROM_PARTS(2024, 6, 21) AS TIMESTAMP)),
                                    CAST(DATE_FROM_PARTS(2024, 6, 21) AS TIMESTAMP)
                                  )
                                ),
                                "t11"."from_local"
                              ) AS DATE)
                            ) AS BIGINT) * 12
                          ) + CAST(DATE_PART(
                            month,
                            CAST(GREATEST(
                              DATEADD(
                                MICROSECOND,
                                -'2',
                                LEAST(
                                  COALESCE("t11"."to_local", CAST(DATE_FROM_PARTS(2024, 6, 21) AS TIMESTAMP)),
                                  CAST(DATE_FROM_PARTS(2024, 6, 21) AS TIMESTAMP)
                                )
                              ),
                              "t11"."from_local"
                            ) AS DATE)
                          ) AS BIGINT)
                        ) - 1
                      ) + 1
                    ),
                    1
                  ),
                  []
                ),
                []
              ),
              'drawn_0'
            ),
            'drawn_0'
          )
        ) - 1
      )
    )
), t13 AS (
  SELECT DISTINCT
    *
  FROM t12 AS t12
), t14 AS (
  SELECT
    "t13"."unit_id",
    MIN("t13"."seen") AS "first_seen",
    MAX("t13"."seen") AS "last_seen",
    BITORAGG(IFF("t13"."seen" >= 24288, BITSHIFTLEFT(1, "t13"."seen" - 24288), 0)) AS "word_0"
  FROM t13 AS t13
  GROUP BY
    1
), t15 AS (
  SELECT
    "t14"."unit_id",
    "t14"."first_seen",
    "t14"."last_seen",
    "t14"."word_0",
    "t14"."first_seen" AS "number"
  FROM t14 AS t14
  WHERE
    "t14"."unit_id" IS NOT NULL AND "t14"."first_seen" IS NOT NULL
), t16 AS (
  SELECT
    "t15".*
    EXCLUDE ("first_seen")
  FROM t15 AS t15
), "t17" AS (
  SELECT
    "t16"."last_seen",
    "t16"."word_0",
    "t16"."number",
    COUNT(*) AS "units"
  FROM t16 AS t16
  GROUP BY
    1,
    2,
    3
), t24 AS (
  SELECT
    IFF(MIN("t18"."number") < 24288, 24288, MIN("t18"."number")) AS "first"
  FROM "t17" AS "t18"
), t25 AS (
  SELECT
    CAST(NULLIF(IFF(_u.pos = _u_2.pos_2, _u_2."number", NULL), '') AS BIGINT) AS "number"
  FROM t24 AS t24
  CROSS JOIN TABLE(FLATTEN(INPUT => ARRAY_GENERATE_RANGE(
    0,
    (
      GREATEST(
        ARRAY_SIZE(
          SPLIT(
            ARRAY_TO_STRING(
              NULLIF(IFF(1 <> 0, ARRAY_GENERATE_RANGE((
                "t24"."first"
              ), (
                24294
              ), 1), []), []),
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
      NULLIF(IFF(1 <> 0, ARRAY_GENERATE_RANGE((
        "t24"."first"
      ), (
        24294
      ), 1), []), []),
      'drawn_1'
    ),
    'drawn_1'
  ))) AS _u_2(seq, key, path, pos_2, "number", this)
  WHERE
    _u.pos = _u_2.pos_2
    OR (
      _u.pos > (
        ARRAY_SIZE(
          SPLIT(
            ARRAY_TO_STRING(
              NULLIF(IFF(1 <> 0, ARRAY_GENERATE_RANGE((
                "t24"."first"
              ), (
                24294
              ), 1), []), []),
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
              NULLIF(IFF(1 <> 0, ARRAY_GENERATE_RANGE((
                "t24"."first"
              ), (
                24294
              ), 1), []), []),
              'drawn_1'
            ),
            'drawn_1'
          )
        ) - 1
      )
    )
), t20 AS (
  SELECT
    "t18"."number"
  FROM "t17" AS "t18"
), t28 AS (
  SELECT
    *
  FROM t25 AS t25
  UNION
  SELECT
    *
  FROM t20 AS t20
), t23 AS (
  SELECT
    "t18"."number",
    SUM("t18"."units") AS "size"
  FROM "t17" AS "t18"
  GROUP BY
    1
), t31 AS (
  SELECT
    "t28"."number",
    "t23"."size"
  FROM t28 AS t28
  LEFT OUTER JOIN t23 AS t23
    ON "t28"."number" = "t23"."number"
), t32 AS (
  SELECT
    "t31"."number",
    COALESCE("t31"."size", 0) AS "size"
  FROM t31 AS t31
), t34 AS (
  SELECT
    "t32"."number",
    "t32"."size",
    CAST(NULLIF(IFF(_u.pos = _u_2.pos_2, _u_2."period", NULL), '') AS BIGINT) AS "period"
  FROM t32 AS t32
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
                      24293 - "t32"."number"
                    ) + 1
                  ), 1),
                  []
                ),
                []
              ),
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
      NULLIF(
        IFF(
          1 <> 0,
          ARRAY_GENERATE_RANGE((
            0
          ), (
            (
              24293 - "t32"."number"
            ) + 1
          ), 1),
          []
        ),
        []
      ),
      'drawn_2'
    ),
    'drawn_2'
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
                      24293 - "t32"."number"
                    ) + 1
                  ), 1),
                  []
                ),
                []
              ),
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
              NULLIF(
                IFF(
                  1 <> 0,
                  ARRAY_GENERATE_RANGE((
                    0
                  ), (
                    (
                      24293 - "t32"."number"
                    ) + 1
                  ), 1),
                  []
                ),
                []
              ),
              'drawn_2'
            ),
            'drawn_2'
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
              'drawn_3'
            ),
            'drawn_3'
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
      'drawn_3'
    ),
    'drawn_3'
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
              'drawn_3'
            ),
            'drawn_3'
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
              'drawn_3'
            ),
            'drawn_3'
          )
        ) - 1
      )
    )
), t21 AS (
  SELECT
    "t19"."last_seen",
    "t19"."word_0",
    "t19"."number",
    "t19"."units",
    "t2"."seen"
  FROM "t17" AS "t19"
  CROSS JOIN t2 AS t2
), t26 AS (
  SELECT
    "t21"."last_seen",
    "t21"."word_0",
    "t21"."number",
    "t21"."units",
    "t21"."seen",
    "t21"."seen" - "t21"."number" AS "period"
  FROM t21 AS t21
  WHERE
    "t21"."seen" >= "t21"."number"
    AND (
      BITAND(BITSHIFTRIGHT("t21"."word_0", (
        "t21"."seen" - 24288
      ) % 62), 1)
    ) = 1
), t30 AS (
  SELECT
    "t26"."number",
    "t26"."period",
    SUM("t26"."units") AS "came"
  FROM t26 AS t26
  GROUP BY
    1,
    2
), t35 AS (
  SELECT
    "t34"."number",
    "t34"."period",
    "t34"."size",
    "t30"."came"
  FROM t34 AS t34
  LEFT OUTER JOIN t30 AS t30
    ON "t34"."number" = "t30"."number" AND "t34"."period" = "t30"."period"
), t36 AS (
  SELECT
    "t35"."size",
    "t35"."period",
    CAST(CAST(DATEADD(MONTH, "t35"."number" - 23640, DATE_FROM_PARTS(1970, 1, 1)) AS TIMESTAMP) AS DATE) AS "cohort",
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
    IFF(
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
      ),
      "t35"."size",
      0
    ) AS "eligible",
    IFF(
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
      ),
      COALESCE("t35"."came", 0),
      0
    ) AS "returned",
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
      ELSE CAST(NULL AS VARCHAR)
    END AS "reason"
  FROM t35 AS t35
)
SELECT
  "t36"."cohort",
  "t36"."size",
  "t36"."period",
  "t36"."eligible",
  "t36"."returned",
  "t36"."returned" / NULLIF("t36"."eligible", 0) AS "retention",
  IFF(
    "t36"."returned" > 0,
    (
      (
        "t36"."returned" + 1.9207294103470627
      ) - (
        (
          POWER(
            (
              (
                (
                  "t36"."returned" * (
                    NULLIF("t36"."eligible", 0) - "t36"."returned"
                  )
                ) / NULLIF("t36"."eligible", 0)
              ) + 0.9603647051735313
            ),
            0.5
          )
        ) * 1.959963984540054
      )
    ) / (
      NULLIF("t36"."eligible", 0) + 3.8414588206941254
    ),
    "t36"."returned" / NULLIF("t36"."eligible", 0)
  ) AS "retention_low",
  IFF(
    "t36"."returned" < NULLIF("t36"."eligible", 0),
    (
      "t36"."returned" + 1.9207294103470627 + (
        (
          POWER(
            (
              (
                (
                  "t36"."returned" * (
                    NULLIF("t36"."eligible", 0) - "t36"."returned"
                  )
                ) / NULLIF("t36"."eligible", 0)
              ) + 0.9603647051735313
            ),
            0.5
          )
        ) * 1.959963984540054
      )
    ) / (
      NULLIF("t36"."eligible", 0) + 3.8414588206941254
    ),
    "t36"."returned" / NULLIF("t36"."eligible", 0)
  ) AS "retention_high",
  "t36"."complete",
  "t36"."reason"
FROM t36 AS t36
ORDER BY
  "t36"."cohort" ASC,
  "t36"."period" ASC;
