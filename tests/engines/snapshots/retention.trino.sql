WITH t9 AS (
  SELECT
    "t2"."unit_id",
    IF(
      "t2"."occurred_at" < CAST(FROM_ISO8601_TIMESTAMP('2024-06-21T04:00:00') AS TIMESTAMP),
      (
        (
          CAST(EXTRACT(year FROM CAST("t2"."occurred_at" + PARSE_DURATION(
            CONCAT(
              CAST(CASE
                WHEN "t2"."occurred_at" >= CAST(FROM_ISO8601_TIMESTAMP('2024-03-10T07:00:00') AS TIMESTAMP)
                THEN -14400
                ELSE -18000
              END AS VARCHAR),
              's'
            )
          ) AS DATE)) AS BIGINT) * 12
        ) + CAST(EXTRACT(month FROM CAST("t2"."occurred_at" + PARSE_DURATION(
          CONCAT(
            CAST(CASE
              WHEN "t2"."occurred_at" >= CAST(FROM_ISO8601_TIMESTAMP('2024-03-10T07:00:00') AS TIMESTAMP)
              THEN -14400
              ELSE -18000
            END AS VARCHAR),
            's'
          )
        ) AS DATE)) AS BIGINT)
      ) - 1,
      CAST(NULL AS BIGINT)
    ) AS "seen"
  FROM "events" AS "t2"
), "t12" AS (
  SELECT
    "t9"."unit_id",
    MIN("t9"."seen") AS "first_seen",
    MAX("t9"."seen") AS "last_seen",
    BITWISE_OR_AGG(IF("t9"."seen" >= 24288, BITWISE_LEFT_SHIFT(1, (
      "t9"."seen" - 24288
    )), 0)) AS "word_0"
  FROM t9 AS t9
  GROUP BY
    1
), t8 AS (
  SELECT
    "t1"."unit_id",
    (
      (
        CAST(EXTRACT(year FROM CAST("t1"."started_at" + PARSE_DURATION(
          CONCAT(
            CAST(CASE
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2024-03-10T07:00:00') AS TIMESTAMP)
              THEN -14400
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2023-11-05T06:00:00') AS TIMESTAMP)
              THEN -18000
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2023-03-12T07:00:00') AS TIMESTAMP)
              THEN -14400
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2022-11-06T06:00:00') AS TIMESTAMP)
              THEN -18000
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2022-03-13T07:00:00') AS TIMESTAMP)
              THEN -14400
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2021-11-07T06:00:00') AS TIMESTAMP)
              THEN -18000
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2021-03-14T07:00:00') AS TIMESTAMP)
              THEN -14400
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2020-11-01T06:00:00') AS TIMESTAMP)
              THEN -18000
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2020-03-08T07:00:00') AS TIMESTAMP)
              THEN -14400
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2019-11-03T06:00:00') AS TIMESTAMP)
              THEN -18000
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2019-03-10T07:00:00') AS TIMESTAMP)
              THEN -14400
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2018-11-04T06:00:00') AS TIMESTAMP)
              THEN -18000
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2018-03-11T07:00:00') AS TIMESTAMP)
              THEN -14400
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2017-11-05T06:00:00') AS TIMESTAMP)
              THEN -18000
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2017-03-12T07:00:00') AS TIMESTAMP)
              THEN -14400
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2016-11-06T06:00:00') AS TIMESTAMP)
              THEN -18000
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2016-03-13T07:00:00') AS TIMESTAMP)
              THEN -14400
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2015-11-01T06:00:00') AS TIMESTAMP)
              THEN -18000
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2015-03-08T07:00:00') AS TIMESTAMP)
              THEN -14400
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2014-11-02T06:00:00') AS TIMESTAMP)
              THEN -18000
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2014-03-09T07:00:00') AS TIMESTAMP)
              THEN -14400
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2013-11-03T06:00:00') AS TIMESTAMP)
              THEN -18000
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2013-03-10T07:00:00') AS TIMESTAMP)
              THEN -14400
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2012-11-04T06:00:00') AS TIMESTAMP)
              THEN -18000
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2012-03-11T07:00:00') AS TIMESTAMP)
              THEN -14400
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2011-11-06T06:00:00') AS TIMESTAMP)
              THEN -18000
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2011-03-13T07:00:00') AS TIMESTAMP)
              THEN -14400
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2010-11-07T06:00:00') AS TIMESTAMP)
              THEN -18000
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2010-03-14T07:00:00') AS TIMESTAMP)
              THEN -14400
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2009-11-01T06:00:00') AS TIMESTAMP)
              THEN -18000
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2009-03-08T07:00:00') AS TIMESTAMP)
              THEN -14400
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2008-11-02T06:00:00') AS TIMESTAMP)
              THEN -18000
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2008-03-09T07:00:00') AS TIMESTAMP)
              THEN -14400
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2007-11-04T06:00:00') AS TIMESTAMP)
              THEN -18000
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2007-03-11T07:00:00') AS TIMESTAMP)
              THEN -14400
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2006-10-29T06:00:00') AS TIMESTAMP)
              THEN -18000
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2006-04-02T07:00:00') AS TIMESTAMP)
              THEN -14400
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2005-10-30T06:00:00') AS TIMESTAMP)
              THEN -18000
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2005-04-03T07:00:00') AS TIMESTAMP)
              THEN -14400
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2004-10-31T06:00:00') AS TIMESTAMP)
              THEN -18000
              WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2004-04-04T07:00:00') AS TIMESTAMP)
              THEN -14400
              ELSE -18000
            END AS VARCHAR),
            's'
          )
        ) AS DATE)) AS BIGINT) * 12
      ) + CAST(EXTRACT(month FROM CAST("t1"."started_at" + PARSE_DURATION(
        CONCAT(
          CAST(CASE
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2024-03-10T07:00:00') AS TIMESTAMP)
            THEN -14400
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2023-11-05T06:00:00') AS TIMESTAMP)
            THEN -18000
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2023-03-12T07:00:00') AS TIMESTAMP)
            THEN -14400
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2022-11-06T06:00:00') AS TIMESTAMP)
            THEN -18000
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2022-03-13T07:00:00') AS TIMESTAMP)
            THEN -14400
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2021-11-07T06:00:00') AS TIMESTAMP)
            THEN -18000
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2021-03-14T07:00:00') AS TIMESTAMP)
            THEN -14400
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2020-11-01T06:00:00') AS TIMESTAMP)
            THEN -18000
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2020-03-08T07:00:00') AS TIMESTAMP)
            THEN -14400
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2019-11-03T06:00:00') AS TIMESTAMP)
            THEN -18000
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2019-03-10T07:00:00') AS TIMESTAMP)
            THEN -14400
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2018-11-04T06:00:00') AS TIMESTAMP)
            THEN -18000
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2018-03-11T07:00:00') AS TIMESTAMP)
            THEN -14400
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2017-11-05T06:00:00') AS TIMESTAMP)
            THEN -18000
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2017-03-12T07:00:00') AS TIMESTAMP)
            THEN -14400
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2016-11-06T06:00:00') AS TIMESTAMP)
            THEN -18000
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2016-03-13T07:00:00') AS TIMESTAMP)
            THEN -14400
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2015-11-01T06:00:00') AS TIMESTAMP)
            THEN -18000
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2015-03-08T07:00:00') AS TIMESTAMP)
            THEN -14400
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2014-11-02T06:00:00') AS TIMESTAMP)
            THEN -18000
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2014-03-09T07:00:00') AS TIMESTAMP)
            THEN -14400
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2013-11-03T06:00:00') AS TIMESTAMP)
            THEN -18000
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2013-03-10T07:00:00') AS TIMESTAMP)
            THEN -14400
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2012-11-04T06:00:00') AS TIMESTAMP)
            THEN -18000
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2012-03-11T07:00:00') AS TIMESTAMP)
            THEN -14400
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2011-11-06T06:00:00') AS TIMESTAMP)
            THEN -18000
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2011-03-13T07:00:00') AS TIMESTAMP)
            THEN -14400
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2010-11-07T06:00:00') AS TIMESTAMP)
            THEN -18000
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2010-03-14T07:00:00') AS TIMESTAMP)
            THEN -14400
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2009-11-01T06:00:00') AS TIMESTAMP)
            THEN -18000
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2009-03-08T07:00:00') AS TIMESTAMP)
            THEN -14400
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2008-11-02T06:00:00') AS TIMESTAMP)
            THEN -18000
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2008-03-09T07:00:00') AS TIMESTAMP)
            THEN -14400
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2007-11-04T06:00:00') AS TIMESTAMP)
            THEN -18000
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2007-03-11T07:00:00') AS TIMESTAMP)
            THEN -14400
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2006-10-29T06:00:00') AS TIMESTAMP)
            THEN -18000
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2006-04-02T07:00:00') AS TIMESTAMP)
            THEN -14400
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2005-10-30T06:00:00') AS TIMESTAMP)
            THEN -18000
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2005-04-03T07:00:00') AS TIMESTAMP)
            THEN -14400
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2004-10-31T06:00:00') AS TIMESTAMP)
            THEN -18000
            WHEN "t1"."started_at" >= CAST(FROM_ISO8601_TIMESTAMP('2004-04-04T07:00:00') AS TIMESTAMP)
            THEN -14400
            ELSE -18000
          END AS VARCHAR),
          's'
        )
      ) AS DATE)) AS BIGINT)
    ) - 1 AS "number"
  FROM "starts" AS "t1"
  WHERE
    "t1"."unit_id" IS NOT NULL
    AND "t1"."started_at" < CAST(FROM_ISO8601_TIMESTAMP('2024-06-21T04:00:00') AS TIMESTAMP)
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
    "t22"."unit_id",
    "t22"."first_seen",
    "t22"."last_seen",
    "t22"."word_0",
    "t22"."number",
    "t22"."group"
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
    "t24"."unit_id",
    "t24"."last_seen",
    "t24"."word_0",
    "t24"."number",
    "t24"."group"
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
    IF(MIN("t27"."number") < 24288, 24288, MIN("t27"."number")) AS "first"
  FROM "t26" AS "t27"
), t36 AS (
  SELECT
    IF(_u.pos = _u_2.pos_2, _u_2."number") AS "number"
  FROM t35 AS t35
  CROSS JOIN UNNEST(SEQUENCE(
    1,
    GREATEST(
      CARDINALITY(
        IF(
          NULLIF(1, 0) IS NOT NULL AND SIGN(1) = SIGN((
            24294
          ) - (
            "t35"."first"
          )),
          ARRAY_REMOVE(SEQUENCE((
            "t35"."first"
          ), (
            24294
          ), 1), (
            24294
          )),
          ARRAY[]
        )
      )
    )
  )) AS _u(pos)
  CROSS JOIN UNNEST(IF(
    NULLIF(1, 0) IS NOT NULL AND SIGN(1) = SIGN((
      24294
    ) - (
      "t35"."first"
    )),
    ARRAY_REMOVE(SEQUENCE((
      "t35"."first"
    ), (
      24294
    ), 1), (
      24294
    )),
    ARRAY[]
  )) WITH ORDINALITY AS _u_2("number", pos_2)
  WHERE
    _u.pos = _u_2.pos_2
    OR (
      _u.pos > CARDINALITY(
        IF(
          NULLIF(1, 0) IS NOT NULL AND SIGN(1) = SIGN((
            24294
          ) - (
            "t35"."first"
          )),
          ARRAY_REMOVE(SEQUENCE((
            "t35"."first"
          ), (
            24294
          ), 1), (
            24294
          )),
          ARRAY[]
        )
      )
      AND _u_2.pos_2 = CARDINALITY(
        IF(
          NULLIF(1, 0) IS NOT NULL AND SIGN(1) = SIGN((
            24294
          ) - (
            "t35"."first"
          )),
          ARRAY_REMOVE(SEQUENCE((
            "t35"."first"
          ), (
            24294
          ), 1), (
            24294
          )),
          ARRAY[]
        )
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
    IF(_u.pos = _u_2.pos_2, _u_2."period") AS "period"
  FROM t43 AS t43
  CROSS JOIN UNNEST(SEQUENCE(
    1,
    GREATEST(
      CARDINALITY(
        IF(
          NULLIF(1, 0) IS NOT NULL
          AND SIGN(1) = SIGN((
            (
              24293 - "t43"."number"
            ) + 1
          ) - (
            0
          )),
          ARRAY_REMOVE(
            SEQUENCE((
              0
            ), (
              (
                24293 - "t43"."number"
              ) + 1
            ), 1),
            (
              (
                24293 - "t43"."number"
              ) + 1
            )
          ),
          ARRAY[]
        )
      )
    )
  )) AS _u(pos)
  CROSS JOIN UNNEST(IF(
    NULLIF(1, 0) IS NOT NULL
    AND SIGN(1) = SIGN((
      (
        24293 - "t43"."number"
      ) + 1
    ) - (
      0
    )),
    ARRAY_REMOVE(
      SEQUENCE((
        0
      ), (
        (
          24293 - "t43"."number"
        ) + 1
      ), 1),
      (
        (
          24293 - "t43"."number"
        ) + 1
      )
    ),
    ARRAY[]
  )) WITH ORDINALITY AS _u_2("period", pos_2)
  WHERE
    _u.pos = _u_2.pos_2
    OR (
      _u.pos > CARDINALITY(
        IF(
          NULLIF(1, 0) IS NOT NULL
          AND SIGN(1) = SIGN((
            (
              24293 - "t43"."number"
            ) + 1
          ) - (
            0
          )),
          ARRAY_REMOVE(
            SEQUENCE((
              0
            ), (
              (
                24293 - "t43"."number"
              ) + 1
            ), 1),
            (
              (
                24293 - "t43"."number"
              ) + 1
            )
          ),
          ARRAY[]
        )
      )
      AND _u_2.pos_2 = CARDINALITY(
        IF(
          NULLIF(1, 0) IS NOT NULL
          AND SIGN(1) = SIGN((
            (
              24293 - "t43"."number"
            ) + 1
          ) - (
            0
          )),
          ARRAY_REMOVE(
            SEQUENCE((
              0
            ), (
              (
                24293 - "t43"."number"
              ) + 1
            ), 1),
            (
              (
                24293 - "t43"."number"
              ) + 1
            )
          ),
          ARRAY[]
        )
      )
    )
), t6 AS (
  SELECT
    IF(_u.pos = _u_2.pos_2, _u_2."seen") AS "seen"
  FROM UNNEST(SEQUENCE(
    1,
    GREATEST(
      CARDINALITY(
        IF(
          NULLIF(1, 0) IS NOT NULL AND SIGN(1) = SIGN((
            24294
          ) - (
            24288
          )),
          ARRAY_REMOVE(SEQUENCE((
            24288
          ), (
            24294
          ), 1), (
            24294
          )),
          ARRAY[]
        )
      )
    )
  )) AS _u(pos)
  CROSS JOIN UNNEST(IF(
    NULLIF(1, 0) IS NOT NULL AND SIGN(1) = SIGN((
      24294
    ) - (
      24288
    )),
    ARRAY_REMOVE(SEQUENCE((
      24288
    ), (
      24294
    ), 1), (
      24294
    )),
    ARRAY[]
  )) WITH ORDINALITY AS _u_2("seen", pos_2)
  WHERE
    _u.pos = _u_2.pos_2
    OR (
      _u.pos > CARDINALITY(
        IF(
          NULLIF(1, 0) IS NOT NULL AND SIGN(1) = SIGN((
            24294
          ) - (
            24288
          )),
          ARRAY_REMOVE(SEQUENCE((
            24288
          ), (
            24294
          ), 1), (
            24294
          )),
          ARRAY[]
        )
      )
      AND _u_2.pos_2 = CARDINALITY(
        IF(
          NULLIF(1, 0) IS NOT NULL AND SIGN(1) = SIGN((
            24294
          ) - (
            24288
          )),
          ARRAY_REMOVE(SEQUENCE((
            24288
          ), (
            24294
          ), 1), (
            24294
          )),
          ARRAY[]
        )
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
      BITWISE_AND(
        (
          BITWISE_RIGHT_SHIFT("t31"."word_0", (
            (
              "t31"."seen" - 24288
            ) % 62
          ))
        ),
        1
      )
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
    CAST(CAST(FROM_ISO8601_DATE('1970-01-01') + (
      (
        "t46"."number" - 23640
      ) * INTERVAL '1' MONTH
    ) AS TIMESTAMP) AS DATE) AS "cohort",
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
    IF(
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
    IF(
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
  CAST("t47"."returned" AS DOUBLE) / NULLIF("t47"."eligible", 0) AS "retention",
  IF(
    "t47"."returned" > 0,
    CAST((
      (
        "t47"."returned" + CAST(1.9207294103470627 AS DOUBLE)
      ) - (
        (
          POWER(
            (
              (
                CAST((
                  "t47"."returned" * (
                    NULLIF("t47"."eligible", 0) - "t47"."returned"
                  )
                ) AS DOUBLE) / NULLIF("t47"."eligible", 0)
              ) + CAST(0.9603647051735313 AS DOUBLE)
            ),
            CAST(0.5 AS DOUBLE)
          )
        ) * CAST(1.959963984540054 AS DOUBLE)
      )
    ) AS DOUBLE) / (
      NULLIF("t47"."eligible", 0) + CAST(3.8414588206941254 AS DOUBLE)
    ),
    CAST("t47"."returned" AS DOUBLE) / NULLIF("t47"."eligible", 0)
  ) AS "retention_low",
  IF(
    "t47"."returned" < NULLIF("t47"."eligible", 0),
    CAST((
      "t47"."returned" + CAST(1.9207294103470627 AS DOUBLE) + (
        (
          POWER(
            (
              (
                CAST((
                  "t47"."returned" * (
                    NULLIF("t47"."eligible", 0) - "t47"."returned"
                  )
                ) AS DOUBLE) / NULLIF("t47"."eligible", 0)
              ) + CAST(0.9603647051735313 AS DOUBLE)
            ),
            CAST(0.5 AS DOUBLE)
          )
        ) * CAST(1.959963984540054 AS DOUBLE)
      )
    ) AS DOUBLE) / (
      NULLIF("t47"."eligible", 0) + CAST(3.8414588206941254 AS DOUBLE)
    ),
    CAST("t47"."returned" AS DOUBLE) / NULLIF("t47"."eligible", 0)
  ) AS "retention_high",
  "t47"."complete",
  "t47"."reason"
FROM t47 AS t47
ORDER BY
  "t47"."group" ASC,
  "t47"."cohort" ASC,
  "t47"."period" ASC;
