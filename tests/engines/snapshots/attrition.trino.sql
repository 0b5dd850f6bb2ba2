WITH t6 AS (
  SELECT
    "t1"."unit_id",
    "t1"."occurred_at" + PARSE_DURATION(
      CONCAT(
        CAST(CASE
          WHEN "t1"."occurred_at" >= CAST(FROM_ISO8601_TIMESTAMP('2024-03-10T07:00:00') AS TIMESTAMP)
          THEN -14400
          ELSE -18000
        END AS VARCHAR),
        's'
      )
    ) AS "from_local"
  FROM "events" AS "t1"
), t7 AS (
  SELECT
    "t6"."unit_id",
    "t6"."from_local",
    "t6"."from_local" + INTERVAL '28' DAY AS "to_local"
  FROM t6 AS t6
), t8 AS (
  SELECT
    "t7"."unit_id",
    IF(
      "t7"."from_local" <= CAST(FROM_ISO8601_DATE('2024-06-21') AS TIMESTAMP),
      (
        (
          (
            CAST(EXTRACT(year FROM CAST("t7"."from_local" - INTERVAL '1' MICROSECOND AS DATE)) AS BIGINT) * 12
          ) + CAST(EXTRACT(month FROM CAST("t7"."from_local" - INTERVAL '1' MICROSECOND AS DATE)) AS BIGINT)
        ) - 1
      ) + 1,
      CAST(NULL AS BIGINT)
    ) AS "from_mark",
    IF(
      (
        "t7"."to_local" IS NULL
      )
      OR (
        "t7"."to_local" > CAST(FROM_ISO8601_DATE('2024-06-21') AS TIMESTAMP)
      ),
      24294,
      (
        (
          CAST(EXTRACT(year FROM CAST("t7"."to_local" - INTERVAL '1' MICROSECOND AS DATE)) AS BIGINT) * 12
        ) + CAST(EXTRACT(month FROM CAST("t7"."to_local" - INTERVAL '1' MICROSECOND AS DATE)) AS BIGINT)
      ) - 1
    ) AS "to_mark"
  FROM t7 AS t7
), t9 AS (
  SELECT
    "t8"."unit_id",
    MIN("t8"."from_mark") AS "first_seen",
    MAX("t8"."to_mark") AS "last_seen",
    BITWISE_OR_AGG(
      IF(
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
          BITWISE_LEFT_SHIFT(1, (
            (
              LEAST("t8"."to_mark", 24348) - 24287
            ) + 1
          ))
        ) - (
          BITWISE_LEFT_SHIFT(1, (
            GREATEST("t8"."from_mark", 24287) - 24287
          ))
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
    "t12"."unit_id",
    "t12"."first_seen",
    "t12"."last_seen",
    "t12"."word_0",
    "t12"."group"
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
    IF(_u.pos = _u_2.pos_2, _u_2."mark") AS "mark"
  FROM UNNEST(SEQUENCE(
    1,
    GREATEST(
      CARDINALITY(
        IF(
          NULLIF(1, 0) IS NOT NULL AND SIGN(1) = SIGN((
            24295
          ) - (
            24288
          )),
          ARRAY_REMOVE(SEQUENCE((
            24288
          ), (
            24295
          ), 1), (
            24295
          )),
          ARRAY[]
        )
      )
    )
  )) AS _u(pos)
  CROSS JOIN UNNEST(IF(
    NULLIF(1, 0) IS NOT NULL AND SIGN(1) = SIGN((
      24295
    ) - (
      24288
    )),
    ARRAY_REMOVE(SEQUENCE((
      24288
    ), (
      24295
    ), 1), (
      24295
    )),
    ARRAY[]
  )) WITH ORDINALITY AS _u_2("mark", pos_2)
  WHERE
    _u.pos = _u_2.pos_2
    OR (
      _u.pos > CARDINALITY(
        IF(
          NULLIF(1, 0) IS NOT NULL AND SIGN(1) = SIGN((
            24295
          ) - (
            24288
          )),
          ARRAY_REMOVE(SEQUENCE((
            24288
          ), (
            24295
          ), 1), (
            24295
          )),
          ARRAY[]
        )
      )
      AND _u_2.pos_2 = CARDINALITY(
        IF(
          NULLIF(1, 0) IS NOT NULL AND SIGN(1) = SIGN((
            24295
          ) - (
            24288
          )),
          ARRAY_REMOVE(SEQUENCE((
            24288
          ), (
            24295
          ), 1), (
            24295
          )),
          ARRAY[]
        )
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
    SUM("t20"."units") FILTER(WHERE
      (
        BITWISE_AND(
          (
            BITWISE_RIGHT_SHIFT("t20"."word_0", (
              (
                "t20"."mark" - 24287
              ) % 62
            ))
          ),
          1
        )
      ) = 1) AS "active",
    SUM("t20"."units") FILTER(WHERE
      (
        (
          BITWISE_AND(
            (
              BITWISE_RIGHT_SHIFT("t20"."word_0", (
                (
                  "t20"."mark" - 24287
                ) % 62
              ))
            ),
            1
          )
        ) = 1
      )
      AND (
        (
          BITWISE_AND(
            (
              BITWISE_RIGHT_SHIFT("t20"."word_0", (
                (
                  (
                    "t20"."mark" - 1
                  ) - 24287
                ) % 62
              ))
            ),
            1
          )
        ) = 1
      )) AS "stayed",
    SUM("t20"."units") FILTER(WHERE
      (
        (
          BITWISE_AND(
            (
              BITWISE_RIGHT_SHIFT("t20"."word_0", (
                (
                  "t20"."mark" - 24287
                ) % 62
              ))
            ),
            1
          )
        ) = 1
      )
      AND (
        "t20"."first_seen" = "t20"."mark"
      )) AS "fresh",
    SUM("t20"."units") FILTER(WHERE
      "t20"."first_seen" = "t20"."mark") AS "began"
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
  CAST(CAST(FROM_ISO8601_DATE('1970-01-01') + (
    (
      "t24"."number" - 23640
    ) * INTERVAL '1' MONTH
  ) AS TIMESTAMP) AS DATE) AS "period_start",
  CAST(CAST(FROM_ISO8601_DATE('1970-01-01') + (
    (
      (
        "t24"."number" + 1
      ) - 23640
    ) * INTERVAL '1' MONTH
  ) AS TIMESTAMP) AS DATE) AS "period_end",
  "t24"."number" < 24293 AS "complete",
  "t24"."at_start",
  "t24"."retained",
  "t24"."lost",
  "t24"."joined",
  "t24"."won_back",
  "t24"."at_end",
  "t24"."joined_and_lost",
  CAST("t24"."lost" AS DOUBLE) / NULLIF("t24"."at_start", 0) AS "attrition",
  IF(
    "t24"."lost" > 0,
    CAST((
      (
        "t24"."lost" + CAST(1.9207294103470627 AS DOUBLE)
      ) - (
        (
          POWER(
            (
              (
                CAST((
                  "t24"."lost" * (
                    NULLIF("t24"."at_start", 0) - "t24"."lost"
                  )
                ) AS DOUBLE) / NULLIF("t24"."at_start", 0)
              ) + CAST(0.9603647051735313 AS DOUBLE)
            ),
            CAST(0.5 AS DOUBLE)
          )
        ) * CAST(1.959963984540054 AS DOUBLE)
      )
    ) AS DOUBLE) / (
      NULLIF("t24"."at_start", 0) + CAST(3.8414588206941254 AS DOUBLE)
    ),
    CAST("t24"."lost" AS DOUBLE) / NULLIF("t24"."at_start", 0)
  ) AS "attrition_low",
  IF(
    "t24"."lost" < NULLIF("t24"."at_start", 0),
    CAST((
      "t24"."lost" + CAST(1.9207294103470627 AS DOUBLE) + (
        (
          POWER(
            (
              (
                CAST((
                  "t24"."lost" * (
                    NULLIF("t24"."at_start", 0) - "t24"."lost"
                  )
                ) AS DOUBLE) / NULLIF("t24"."at_start", 0)
              ) + CAST(0.9603647051735313 AS DOUBLE)
            ),
            CAST(0.5 AS DOUBLE)
          )
        ) * CAST(1.959963984540054 AS DOUBLE)
      )
    ) AS DOUBLE) / (
      NULLIF("t24"."at_start", 0) + CAST(3.8414588206941254 AS DOUBLE)
    ),
    CAST("t24"."lost" AS DOUBLE) / NULLIF("t24"."at_start", 0)
  ) AS "attrition_high",
  CASE
    WHEN NOT (
      "t24"."number" < 24293
    )
    THEN 'the period is not over'
    WHEN (
      CAST("t24"."lost" AS DOUBLE) / NULLIF("t24"."at_start", 0)
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
  CAST(CAST(FROM_ISO8601_DATE('1970-01-01') + (
    (
      "t24"."number" - 23640
    ) * INTERVAL '1' MONTH
  ) AS TIMESTAMP) AS DATE) ASC;
