WITH t3 AS (
  SELECT
    IF(_u.pos = _u_2.pos_2, _u_2."mark") AS "mark"
  FROM UNNEST(SEQUENCE(
    1,
    GREATEST(
      CARDINALITY(
        IF(
          NULLIF(1, 0) IS NOT NULL AND SIGN(1) = SIGN((
            2843
          ) - (
            2818
          )),
          ARRAY_REMOVE(SEQUENCE((
            2818
          ), (
            2843
          ), 1), (
            2843
          )),
          ARRAY[]
        )
      )
    )
  )) AS _u(pos)
  CROSS JOIN UNNEST(IF(
    NULLIF(1, 0) IS NOT NULL AND SIGN(1) = SIGN((
      2843
    ) - (
      2818
    )),
    ARRAY_REMOVE(SEQUENCE((
      2818
    ), (
      2843
    ), 1), (
      2843
    )),
    ARRAY[]
  )) WITH ORDINALITY AS _u_2("mark", pos_2)
  WHERE
    _u.pos = _u_2.pos_2
    OR (
      _u.pos > CARDINALITY(
        IF(
          NULLIF(1, 0) IS NOT NULL AND SIGN(1) = SIGN((
            2843
          ) - (
            2818
          )),
          ARRAY_REMOVE(SEQUENCE((
            2818
          ), (
            2843
          ), 1), (
            2843
          )),
          ARRAY[]
        )
      )
      AND _u_2.pos_2 = CARDINALITY(
        IF(
          NULLIF(1, 0) IS NOT NULL AND SIGN(1) = SIGN((
            2843
          ) - (
            2818
          )),
          ARRAY_REMOVE(SEQUENCE((
            2818
          ), (
            2843
          ), 1), (
            2843
          )),
          ARRAY[]
        )
      )
    )
), t2 AS (
  SELECT
    "t0"."unit_id",
    "t0"."occurred_at" + INTERVAL '0' SECOND AS "from_local"
  FROM "events" AS "t0"
), t5 AS (
  SELECT
    "t2"."unit_id",
    "t2"."from_local",
    LAG("t2"."from_local", 1) OVER (PARTITION BY "t2"."unit_id" ORDER BY "t2"."from_local" ASC) AS "oldest"
  FROM t2 AS t2
), t6 AS (
  SELECT
    "t5"."unit_id",
    IF(
      "t5"."from_local" <= CAST(FROM_ISO8601_DATE('2024-06-21') AS TIMESTAMP),
      CAST(FLOOR(
        CAST((
          DATE_DIFF(
            'DAY',
            DATE_TRUNC('DAY', FROM_ISO8601_DATE('1970-01-01')),
            DATE_TRUNC('DAY', CAST("t5"."from_local" - INTERVAL '1' MICROSECOND AS DATE))
          ) - 4
        ) AS DOUBLE) / (
          7
        )
      ) AS BIGINT) + 1,
      CAST(NULL AS BIGINT)
    ) AS "from_mark",
    IF(
      (
        (
          "t5"."oldest" + INTERVAL '28' DAY
        ) IS NULL
      )
      OR (
        (
          "t5"."oldest" + INTERVAL '28' DAY
        ) > CAST(FROM_ISO8601_DATE('2024-06-21') AS TIMESTAMP)
      ),
      2842,
      CAST(FLOOR(
        CAST((
          DATE_DIFF(
            'DAY',
            DATE_TRUNC('DAY', FROM_ISO8601_DATE('1970-01-01')),
            DATE_TRUNC(
              'DAY',
              CAST((
                "t5"."oldest" + INTERVAL '28' DAY
              ) - INTERVAL '1' MICROSECOND AS DATE)
            )
          ) - 4
        ) AS DOUBLE) / (
          7
        )
      ) AS BIGINT)
    ) AS "to_mark"
  FROM t5 AS t5
  WHERE
    (
      "t5"."oldest" + INTERVAL '28' DAY
    ) > "t5"."from_local"
), t7 AS (
  SELECT
    "t6"."unit_id",
    MIN("t6"."from_mark") AS "first_seen",
    MAX("t6"."to_mark") AS "last_seen",
    BITWISE_OR_AGG(
      IF(
        (
          "t6"."from_mark" IS NOT NULL
        )
        AND (
          (
            GREATEST("t6"."from_mark", 2817) - 2817
          ) <= (
            LEAST("t6"."to_mark", 2878) - 2817
          )
        ),
        (
          BITWISE_LEFT_SHIFT(1, (
            (
              LEAST("t6"."to_mark", 2878) - 2817
            ) + 1
          ))
        ) - (
          BITWISE_LEFT_SHIFT(1, (
            GREATEST("t6"."from_mark", 2817) - 2817
          ))
        ),
        0
      )
    ) AS "word_0"
  FROM t6 AS t6
  GROUP BY
    1
), t8 AS (
  SELECT
    *
  FROM t7 AS t7
  WHERE
    "t7"."unit_id" IS NOT NULL AND "t7"."first_seen" IS NOT NULL
), t10 AS (
  SELECT
    "t8"."first_seen",
    "t8"."last_seen",
    "t8"."word_0",
    COUNT(*) AS "units"
  FROM t8 AS t8
  GROUP BY
    1,
    2,
    3
), t11 AS (
  SELECT
    "t10"."first_seen",
    "t10"."last_seen",
    "t10"."word_0",
    "t10"."units",
    "t4"."mark"
  FROM t10 AS t10
  CROSS JOIN t3 AS t4
), t13 AS (
  SELECT
    "t11"."mark",
    SUM("t11"."units") FILTER(WHERE
      (
        BITWISE_AND(
          (
            BITWISE_RIGHT_SHIFT("t11"."word_0", (
              (
                "t11"."mark" - 2817
              ) % 62
            ))
          ),
          1
        )
      ) = 1) AS "active",
    SUM("t11"."units") FILTER(WHERE
      (
        (
          BITWISE_AND(
            (
              BITWISE_RIGHT_SHIFT("t11"."word_0", (
                (
                  "t11"."mark" - 2817
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
              BITWISE_RIGHT_SHIFT("t11"."word_0", (
                (
                  (
                    "t11"."mark" - 1
                  ) - 2817
                ) % 62
              ))
            ),
            1
          )
        ) = 1
      )) AS "stayed",
    SUM("t11"."units") FILTER(WHERE
      (
        (
          BITWISE_AND(
            (
              BITWISE_RIGHT_SHIFT("t11"."word_0", (
                (
                  "t11"."mark" - 2817
                ) % 62
              ))
            ),
            1
          )
        ) = 1
      )
      AND (
        "t11"."first_seen" = "t11"."mark"
      )) AS "fresh",
    SUM("t11"."units") FILTER(WHERE
      "t11"."first_seen" = "t11"."mark") AS "began"
  FROM t11 AS t11
  GROUP BY
    1
), t14 AS (
  SELECT
    "t3"."mark",
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
    LEAD("t14"."stayed") OVER (ORDER BY "t14"."mark" ASC) AS "retained",
    "t14"."active" - LEAD("t14"."stayed") OVER (ORDER BY "t14"."mark" ASC) AS "lost",
    LEAD("t14"."fresh") OVER (ORDER BY "t14"."mark" ASC) AS "joined",
    (
      LEAD("t14"."active") OVER (ORDER BY "t14"."mark" ASC) - LEAD("t14"."stayed") OVER (ORDER BY "t14"."mark" ASC)
    ) - LEAD("t14"."fresh") OVER (ORDER BY "t14"."mark" ASC) AS "won_back",
    LEAD("t14"."active") OVER (ORDER BY "t14"."mark" ASC) AS "at_end",
    LEAD("t14"."began") OVER (ORDER BY "t14"."mark" ASC) - LEAD("t14"."fresh") OVER (ORDER BY "t14"."mark" ASC) AS "joined_and_lost"
  FROM t14 AS t14
)
SELECT
  CAST(CAST(FROM_ISO8601_DATE('1970-01-01') + PARSE_DURATION(CONCAT(CAST((
    "t15"."number" * 7
  ) + 4 AS VARCHAR), 'd')) AS TIMESTAMP) AS DATE) AS "period_start",
  CAST(CAST(FROM_ISO8601_DATE('1970-01-01') + PARSE_DURATION(CONCAT(CAST((
    (
      "t15"."number" + 1
    ) * 7
  ) + 4 AS VARCHAR), 'd')) AS TIMESTAMP) AS DATE) AS "period_end",
  "t15"."number" < 2841 AS "complete",
  "t15"."at_start",
  "t15"."retained",
  "t15"."lost",
  "t15"."joined",
  "t15"."won_back",
  "t15"."at_end",
  "t15"."joined_and_lost",
  CAST("t15"."lost" AS DOUBLE) / NULLIF("t15"."at_start", 0) AS "attrition",
  IF(
    "t15"."lost" > 0,
    CAST((
      (
        "t15"."lost" + CAST(1.9207294103470627 AS DOUBLE)
      ) - (
        (
          POWER(
            (
              (
                CAST((
                  "t15"."lost" * (
                    NULLIF("t15"."at_start", 0) - "t15"."lost"
                  )
                ) AS DOUBLE) / NULLIF("t15"."at_start", 0)
              ) + CAST(0.9603647051735313 AS DOUBLE)
            ),
            CAST(0.5 AS DOUBLE)
          )
        ) * CAST(1.959963984540054 AS DOUBLE)
      )
    ) AS DOUBLE) / (
      NULLIF("t15"."at_start", 0) + CAST(3.8414588206941254 AS DOUBLE)
    ),
    CAST("t15"."lost" AS DOUBLE) / NULLIF("t15"."at_start", 0)
  ) AS "attrition_low",
  IF(
    "t15"."lost" < NULLIF("t15"."at_start", 0),
    CAST((
      "t15"."lost" + CAST(1.9207294103470627 AS DOUBLE) + (
        (
          POWER(
            (
              (
                CAST((
                  "t15"."lost" * (
                    NULLIF("t15"."at_start", 0) - "t15"."lost"
                  )
                ) AS DOUBLE) / NULLIF("t15"."at_start", 0)
              ) + CAST(0.9603647051735313 AS DOUBLE)
            ),
            CAST(0.5 AS DOUBLE)
          )
        ) * CAST(1.959963984540054 AS DOUBLE)
      )
    ) AS DOUBLE) / (
      NULLIF("t15"."at_start", 0) + CAST(3.8414588206941254 AS DOUBLE)
    ),
    CAST("t15"."lost" AS DOUBLE) / NULLIF("t15"."at_start", 0)
  ) AS "attrition_high",
  CASE
    WHEN NOT (
      "t15"."number" < 2841
    )
    THEN 'the period is not over'
    WHEN (
      CAST("t15"."lost" AS DOUBLE) / NULLIF("t15"."at_start", 0)
    ) IS NULL
    THEN 'nobody was active at the start'
    WHEN "t15"."number" < 2819
    THEN 'the data begin too late to see everyone active at the start'
    ELSE CAST(NULL AS VARCHAR)
  END AS "reason"
FROM t15 AS t15
WHERE
  "t15"."number" < 2842
ORDER BY
  CAST(CAST(FROM_ISO8601_DATE('1970-01-01') + PARSE_DURATION(CONCAT(CAST((
    "t15"."number" * 7
  ) + 4 AS VARCHAR), 'd')) AS TIMESTAMP) AS DATE) ASC;
