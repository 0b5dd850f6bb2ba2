WITH t9 AS (
  SELECT
    "t2"."unit_id",
    IFF(
      "t2"."occurred_at" < TIMESTAMP_FROM_PARTS(2024, 6, 21, 4, 0, 0, 0),
      (
        (
          CAST(DATE_PART(
            year,
            CAST(DATEADD(
              SECOND,
              CASE
                WHEN "t2"."occurred_at" >= TIMESTAMP_FROM_PARTS(2024, 3, 10, 7, 0, 0, 0)
                THEN -14400
                ELSE -18000
              END,
              "t2"."occurred_at"
            ) AS DATE)
          ) AS BIGINT) * 12
        ) + CAST(DATE_PART(
          month,
          CAST(DATEADD(
            SECOND,
            CASE
              WHEN "t2"."occurred_at" >= TIMESTAMP_FROM_PARTS(2024, 3, 10, 7, 0, 0, 0)
              THEN -14400
              ELSE -18000
            END,
            "t2"."occurred_at"
          ) AS DATE)
        ) AS BIGINT)
      ) - 1,
      CAST(NULL AS BIGINT)
    ) AS "seen"
  FROM "events" AS "t2"
), "t12" AS (
  SELECT
    "t9"."unit_id",
    MIN("t9"."seen") AS "first_seen",
    MAX("t9"."seen") AS "last_seen",
    BITORAGG(IFF("t9"."seen" >= 24288, BITSHIFTLEFT(1, "t9"."seen" - 24288), 0)) AS "word_0"
  FROM t9 AS t9
  GROUP BY
    1
), t8 AS (
  SELECT
    "t1"."unit_id",
    (
      (
        CAST(DATE_PART(
          year,
          CAST(DATEADD(
            SECOND,
            CASE
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2024, 3, 10, 7, 0, 0, 0)
              THEN -14400
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2023, 11, 5, 6, 0, 0, 0)
              THEN -18000
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2023, 3, 12, 7, 0, 0, 0)
              THEN -14400
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2022, 11, 6, 6, 0, 0, 0)
              THEN -18000
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2022, 3, 13, 7, 0, 0, 0)
              THEN -14400
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2021, 11, 7, 6, 0, 0, 0)
              THEN -18000
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2021, 3, 14, 7, 0, 0, 0)
              THEN -14400
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2020, 11, 1, 6, 0, 0, 0)
              THEN -18000
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2020, 3, 8, 7, 0, 0, 0)
              THEN -14400
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2019, 11, 3, 6, 0, 0, 0)
              THEN -18000
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2019, 3, 10, 7, 0, 0, 0)
              THEN -14400
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2018, 11, 4, 6, 0, 0, 0)
              THEN -18000
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2018, 3, 11, 7, 0, 0, 0)
              THEN -14400
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2017, 11, 5, 6, 0, 0, 0)
              THEN -18000
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2017, 3, 12, 7, 0, 0, 0)
              THEN -14400
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2016, 11, 6, 6, 0, 0, 0)
              THEN -18000
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2016, 3, 13, 7, 0, 0, 0)
              THEN -14400
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2015, 11, 1, 6, 0, 0, 0)
              THEN -18000
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2015, 3, 8, 7, 0, 0, 0)
              THEN -14400
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2014, 11, 2, 6, 0, 0, 0)
              THEN -18000
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2014, 3, 9, 7, 0, 0, 0)
              THEN -14400
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2013, 11, 3, 6, 0, 0, 0)
              THEN -18000
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2013, 3, 10, 7, 0, 0, 0)
              THEN -14400
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2012, 11, 4, 6, 0, 0, 0)
              THEN -18000
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2012, 3, 11, 7, 0, 0, 0)
              THEN -14400
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2011, 11, 6, 6, 0, 0, 0)
              THEN -18000
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2011, 3, 13, 7, 0, 0, 0)
              THEN -14400
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2010, 11, 7, 6, 0, 0, 0)
              THEN -18000
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2010, 3, 14, 7, 0, 0, 0)
              THEN -14400
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2009, 11, 1, 6, 0, 0, 0)
              THEN -18000
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2009, 3, 8, 7, 0, 0, 0)
              THEN -14400
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2008, 11, 2, 6, 0, 0, 0)
              THEN -18000
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2008, 3, 9, 7, 0, 0, 0)
              THEN -14400
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2007, 11, 4, 6, 0, 0, 0)
              THEN -18000
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2007, 3, 11, 7, 0, 0, 0)
              THEN -14400
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2006, 10, 29, 6, 0, 0, 0)
              THEN -18000
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2006, 4, 2, 7, 0, 0, 0)
              THEN -14400
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2005, 10, 30, 6, 0, 0, 0)
              THEN -18000
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2005, 4, 3, 7, 0, 0, 0)
              THEN -14400
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2004, 10, 31, 6, 0, 0, 0)
              THEN -18000
              WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2004, 4, 4, 7, 0, 0, 0)
              THEN -14400
              ELSE -18000
            END,
            "t1"."started_at"
          ) AS DATE)
        ) AS BIGINT) * 12
      ) + CAST(DATE_PART(
        month,
        CAST(DATEADD(
          SECOND,
          CASE
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2024, 3, 10, 7, 0, 0, 0)
            THEN -14400
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2023, 11, 5, 6, 0, 0, 0)
            THEN -18000
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2023, 3, 12, 7, 0, 0, 0)
            THEN -14400
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2022, 11, 6, 6, 0, 0, 0)
            THEN -18000
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2022, 3, 13, 7, 0, 0, 0)
            THEN -14400
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2021, 11, 7, 6, 0, 0, 0)
            THEN -18000
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2021, 3, 14, 7, 0, 0, 0)
            THEN -14400
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2020, 11, 1, 6, 0, 0, 0)
            THEN -18000
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2020, 3, 8, 7, 0, 0, 0)
            THEN -14400
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2019, 11, 3, 6, 0, 0, 0)
            THEN -18000
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2019, 3, 10, 7, 0, 0, 0)
            THEN -14400
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2018, 11, 4, 6, 0, 0, 0)
            THEN -18000
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2018, 3, 11, 7, 0, 0, 0)
            THEN -14400
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2017, 11, 5, 6, 0, 0, 0)
            THEN -18000
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2017, 3, 12, 7, 0, 0, 0)
            THEN -14400
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2016, 11, 6, 6, 0, 0, 0)
            THEN -18000
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2016, 3, 13, 7, 0, 0, 0)
            THEN -14400
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2015, 11, 1, 6, 0, 0, 0)
            THEN -18000
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2015, 3, 8, 7, 0, 0, 0)
            THEN -14400
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2014, 11, 2, 6, 0, 0, 0)
            THEN -18000
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2014, 3, 9, 7, 0, 0, 0)
            THEN -14400
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2013, 11, 3, 6, 0, 0, 0)
            THEN -18000
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2013, 3, 10, 7, 0, 0, 0)
            THEN -14400
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2012, 11, 4, 6, 0, 0, 0)
            THEN -18000
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2012, 3, 11, 7, 0, 0, 0)
            THEN -14400
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2011, 11, 6, 6, 0, 0, 0)
            THEN -18000
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2011, 3, 13, 7, 0, 0, 0)
            THEN -14400
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2010, 11, 7, 6, 0, 0, 0)
            THEN -18000
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2010, 3, 14, 7, 0, 0, 0)
            THEN -14400
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2009, 11, 1, 6, 0, 0, 0)
            THEN -18000
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2009, 3, 8, 7, 0, 0, 0)
            THEN -14400
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2008, 11, 2, 6, 0, 0, 0)
            THEN -18000
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2008, 3, 9, 7, 0, 0, 0)
            THEN -14400
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2007, 11, 4, 6, 0, 0, 0)
            THEN -18000
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2007, 3, 11, 7, 0, 0, 0)
            THEN -14400
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2006, 10, 29, 6, 0, 0, 0)
            THEN -18000
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2006, 4, 2, 7, 0, 0, 0)
            THEN -14400
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2005, 10, 30, 6, 0, 0, 0)
            THEN -18000
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2005, 4, 3, 7, 0, 0, 0)
            THEN -14400
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2004, 10, 31, 6, 0, 0, 0)
            THEN -18000
            WHEN "t1"."started_at" >= TIMESTAMP_FROM_PARTS(2004, 4, 4, 7, 0, 0, 0)
            THEN -14400
            ELSE -18000
          END,
          "t1"."started_at"
        ) AS DATE)
      ) AS BIGINT)
    ) - 1 AS "number"
  FROM "starts" AS "t1"
  WHERE
    "t1"."unit_id" IS NOT NULL
    AND "t1"."started_at" < TIMESTAMP_FROM_PARTS(2024, 6, 21, 4, 0, 0, 0)
), t11 AS (
  SELECT
    "t8"."unit_id",
    MIN("t8"."number") AS "number"
  FROM t8 AS t8
  GROUP BY
    1
), t17 AS (
  SELECT
    *
  FROM "t12" AS "t13"
  WHERE
    "t13"."unit_id" IS NOT NULL AND "t13"."first_seen" IS NOT NULL
), t19 AS (
  SELECT
    "t11"."unit_id",
    "t17"."first_seen",
    "t17"."last_seen",
    "t17"."word_0",
    "t11"."number"
  FROM t11 AS t11
  LEFT OUTER JOIN t17 AS t17
    ON "t11"."unit_id" = "t17"."unit_id"
), t16 AS (
  SELECT
    "t13"."unit_id",
    "t13"."first_seen",
    "t13"."last_seen",
    "t13"."word_0",
    "t13"."first_seen" AS "number"
  FROM "t12" AS "t13"
  WHERE
    "t13"."unit_id" IS NOT NULL AND "t13"."first_seen" IS NOT NULL
), t7 AS (
  SELECT
    *
  FROM "starts" AS "t1"
  WHERE
    "t1"."started_at" IS NOT NULL
), t18 AS (
  SELECT
    "t16"."unit_id",
    "t16"."first_seen",
    "t16"."last_seen",
    "t16"."word_0",
    "t16"."number"
  FROM t16 AS t16
  WHERE
    NOT EXISTS(
      SELECT
        1
      FROM t7 AS t7
      WHERE
        "t16"."unit_id" = "t7"."unit_id"
    )
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
    "t21"."unit_id",
    "t21"."first_seen",
    "t21"."last_seen",
    "t21"."word_0",
    "t21"."number",
    "t3"."unit_id" AS "unit_id_right",
    "t3"."group"
  FROM t21 AS t21
  LEFT OUTER JOIN "groups" AS "t3"
    ON "t21"."unit_id" = "t3"."unit_id"
), t23 AS (
  SELECT
    "t22".*
    EXCLUDE ("unit_id_right")
  FROM t22 AS t22
), t24 AS (
  SELECT
    "t23"."unit_id",
    "t23"."first_seen",
    "t23"."last_seen",
    "t23"."word_0",
    "t23"."number",
    COALESCE("t23"."group", '(unknown)') AS "group"
  FROM t23 AS t23
), t25 AS (
  SELECT
    "t24".*
    EXCLUDE ("first_seen")
  FROM t24 AS t24
), "t26" AS (
  SELECT
    "t25"."last_seen",
    "t25"."word_0",
    "t25"."number",
    "t25"."group",
    COUNT(*) AS "units"
  FROM t25 AS t25
  GROUP BY
    1,
    2,
    3,
    4
), t35 AS (
  SELECT
    IFF(MIN("t27"."number") < 24288, 24288, MIN("t27"."number")) AS "first"
  FROM "t26" AS "t27"
), t36 AS (
  SELECT
    CAST(NULLIF(IFF(_u.pos = _u_2.pos_2, _u_2."number", NULL), '') AS BIGINT) AS "number"
  FROM t35 AS t35
  CROSS JOIN TABLE(FLATTEN(INPUT => ARRAY_GENERATE_RANGE(
    0,
    (
      GREATEST(
        ARRAY_SIZE(
          SPLIT(
            ARRAY_TO_STRING(
              NULLIF(IFF(1 <> 0, ARRAY_GENERATE_RANGE((
                "t35"."first"
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
        "t35"."first"
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
                "t35"."first"
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
                "t35"."first"
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
), t29 AS (
  SELECT
    "t27"."number"
  FROM "t26" AS "t27"
), t39 AS (
  SELECT
    *
  FROM t36 AS t36
  UNION
  SELECT
    *
  FROM t29 AS t29
), t32 AS (
  SELECT DISTINCT
    "t27"."group"
  FROM "t26" AS "t27"
), t34 AS (
  SELECT
    "t27"."group",
    "t27"."number",
    SUM("t27"."units") AS "size"
  FROM "t26" AS "t27"
  GROUP BY
    1,
    2
), t42 AS (
  SELECT
    "t32"."group",
    "t39"."number",
    "t34"."size"
  FROM t39 AS t39
  CROSS JOIN t32 AS t32
  LEFT OUTER JOIN t34 AS t34
    ON "t32"."group" = "t34"."group" AND "t39"."number" = "t34"."number"
), t43 AS (
  SELECT
    "t42"."group",
    "t42"."number",
    COALESCE("t42"."size", 0) AS "size"
  FROM t42 AS t42
), t45 AS (
  SELECT
    "t43"."group",
    "t43"."number",
    "t43"."size",
    CAST(NULLIF(IFF(_u.pos = _u_2.pos_2, _u_2."period", NULL), '') AS BIGINT) AS "period"
  FROM t43 AS t43
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
                      24293 - "t43"."number"
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
              24293 - "t43"."number"
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
                      24293 - "t43"."number"
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
                      24293 - "t43"."number"
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
), t6 AS (
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
), t31 AS (
  SELECT
    "t28"."last_seen",
    "t28"."word_0",
    "t28"."number",
    "t28"."group",
    "t28"."units",
    "t6"."seen"
  FROM "t26" AS "t28"
  CROSS JOIN t6 AS t6
), t37 AS (
  SELECT
    "t31"."last_seen",
    "t31"."word_0",
    "t31"."number",
    "t31"."group",
    "t31"."units",
    "t31"."seen",
    "t31"."seen" - "t31"."number" AS "period"
  FROM t31 AS t31
  WHERE
    "t31"."seen" >= "t31"."number"
    AND (
      BITAND(BITSHIFTRIGHT("t31"."word_0", (
        "t31"."seen" - 24288
      ) % 62), 1)
    ) = 1
), t41 AS (
  SELECT
    "t37"."group",
    "t37"."number",
    "t37"."period",
    SUM("t37"."units") AS "came"
  FROM t37 AS t37
  GROUP BY
    1,
    2,
    3
), t46 AS (
  SELECT
    "t45"."group",
    "t45"."number",
    "t45"."period",
    "t45"."size",
    "t41"."came"
  FROM t45 AS t45
  LEFT OUTER JOIN t41 AS t41
    ON "t45"."group" = "t41"."group"
    AND "t45"."number" = "t41"."number"
    AND "t45"."period" = "t41"."period"
), t47 AS (
  SELECT
    "t46"."group",
    "t46"."size",
    "t46"."period",
    CAST(CAST(DATEADD(MONTH, "t46"."number" - 23640, DATE_FROM_PARTS(1970, 1, 1)) AS TIMESTAMP) AS DATE) AS "cohort",
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
    IFF(
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
      ),
      "t46"."size",
      0
    ) AS "eligible",
    IFF(
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
      ),
      COALESCE("t46"."came", 0),
      0
    ) AS "returned",
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
      ELSE CAST(NULL AS VARCHAR)
    END AS "reason"
  FROM t46 AS t46
)
SELECT
  "t47"."group",
  "t47"."cohort",
  "t47"."size",
  "t47"."period",
  "t47"."eligible",
  "t47"."returned",
  "t47"."returned" / NULLIF("t47"."eligible", 0) AS "retention",
  IFF(
    "t47"."returned" > 0,
    (
      (
        "t47"."returned" + 1.9207294103470627
      ) - (
        (
          POWER(
            (
              (
                (
                  "t47"."returned" * (
                    NULLIF("t47"."eligible", 0) - "t47"."returned"
                  )
                ) / NULLIF("t47"."eligible", 0)
              ) + 0.9603647051735313
            ),
            0.5
          )
        ) * 1.959963984540054
      )
    ) / (
      NULLIF("t47"."eligible", 0) + 3.8414588206941254
    ),
    "t47"."returned" / NULLIF("t47"."eligible", 0)
  ) AS "retention_low",
  IFF(
    "t47"."returned" < NULLIF("t47"."eligible", 0),
    (
      "t47"."returned" + 1.9207294103470627 + (
        (
          POWER(
            (
              (
                (
                  "t47"."returned" * (
                    NULLIF("t47"."eligible", 0) - "t47"."returned"
                  )
                ) / NULLIF("t47"."eligible", 0)
              ) + 0.9603647051735313
            ),
            0.5
          )
        ) * 1.959963984540054
      )
    ) / (
      NULLIF("t47"."eligible", 0) + 3.8414588206941254
    ),
    "t47"."returned" / NULLIF("t47"."eligible", 0)
  ) AS "retention_high",
  "t47"."complete",
  "t47"."reason"
FROM t47 AS t47
ORDER BY
  "t47"."group" ASC,
  "t47"."cohort" ASC,
  "t47"."period" ASC;
