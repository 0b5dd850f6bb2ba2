WITH t3 AS (
  SELECT
    IF(pos = pos_2, `mark`, NULL) AS `mark`
  FROM UNNEST(GENERATE_ARRAY(
    0,
    GREATEST(
      ARRAY_LENGTH(
        IF(
          NOT NULLIF(1, 0) IS NULL AND SIGN(1) = SIGN((
            2843
          ) - (
            2818
          )),
          ARRAY(
            SELECT
              drawn_0
            FROM UNNEST(GENERATE_ARRAY((
              2818
            ), (
              2843
            ), 1)) AS drawn_0
            WHERE
              drawn_0 <> (
                2843
              )
          ),
          []
        )
      )
    ) - 1
  )) AS pos
  CROSS JOIN UNNEST(IF(
    NOT NULLIF(1, 0) IS NULL AND SIGN(1) = SIGN((
      2843
    ) - (
      2818
    )),
    ARRAY(
      SELECT
        drawn_0
      FROM UNNEST(GENERATE_ARRAY((
        2818
      ), (
        2843
      ), 1)) AS drawn_0
      WHERE
        drawn_0 <> (
          2843
        )
    ),
    []
  )) AS `mark` WITH OFFSET AS pos_2
  WHERE
    pos = pos_2
    OR (
      pos > (
        ARRAY_LENGTH(
          IF(
            NOT NULLIF(1, 0) IS NULL AND SIGN(1) = SIGN((
              2843
            ) - (
              2818
            )),
            ARRAY(
              SELECT
                drawn_0
              FROM UNNEST(GENERATE_ARRAY((
                2818
              ), (
                2843
              ), 1)) AS drawn_0
              WHERE
                drawn_0 <> (
                  2843
                )
            ),
            []
          )
        ) - 1
      )
      AND pos_2 = (
        ARRAY_LENGTH(
          IF(
            NOT NULLIF(1, 0) IS NULL AND SIGN(1) = SIGN((
              2843
            ) - (
              2818
            )),
            ARRAY(
              SELECT
                drawn_0
              FROM UNNEST(GENERATE_ARRAY((
                2818
              ), (
                2843
              ), 1)) AS drawn_0
              WHERE
                drawn_0 <> (
                  2843
                )
            ),
            []
          )
        ) - 1
      )
    )
), t2 AS (
  SELECT
    `t0`.`unit_id`,
    TIMESTAMP_ADD(`t0`.`occurred_at`, INTERVAL '0' SECOND) AS `from_local`
  FROM `events` AS `t0`
), t5 AS (
  SELECT
    `t2`.`unit_id`,
    `t2`.`from_local`,
    LAG(`t2`.`from_local`, 1) OVER (PARTITION BY `t2`.`unit_id` ORDER BY `t2`.`from_local` ASC) AS `oldest`
  FROM t2 AS t2
), t6 AS (
  SELECT
    `t5`.`unit_id`,
    IF(
      `t5`.`from_local` <= CAST(DATE(2024, 6, 21) AS DATETIME),
      CAST(FLOOR(
        ieee_divide(
          DATE_DIFF(
            CAST(TIMESTAMP_SUB(`t5`.`from_local`, INTERVAL '1' MICROSECOND) AS DATE),
            DATE(1970, 1, 1),
            DAY
          ) - 4,
          7
        )
      ) AS INT64) + 1,
      CAST(NULL AS INT64)
    ) AS `from_mark`,
    IF(
      (
        TIMESTAMP_ADD(`t5`.`oldest`, INTERVAL '28' DAY) IS NULL
      )
      OR (
        TIMESTAMP_ADD(`t5`.`oldest`, INTERVAL '28' DAY) > CAST(DATE(2024, 6, 21) AS DATETIME)
      ),
      2842,
      CAST(FLOOR(
        ieee_divide(
          DATE_DIFF(
            CAST(TIMESTAMP_SUB(TIMESTAMP_ADD(`t5`.`oldest`, INTERVAL '28' DAY), INTERVAL '1' MICROSECOND) AS DATE),
            DATE(1970, 1, 1),
            DAY
          ) - 4,
          7
        )
      ) AS INT64)
    ) AS `to_mark`
  FROM t5 AS t5
  WHERE
    TIMESTAMP_ADD(`t5`.`oldest`, INTERVAL '28' DAY) > `t5`.`from_local`
), t7 AS (
  SELECT
    `t6`.`unit_id`,
    MIN(`t6`.`from_mark`) AS `first_seen`,
    MAX(`t6`.`to_mark`) AS `last_seen`,
    BIT_OR(
      IF(
        (
          `t6`.`from_mark` IS NOT NULL
        )
        AND (
          (
            GREATEST(`t6`.`from_mark`, 2817) - 2817
          ) <= (
            LEAST(`t6`.`to_mark`, 2878) - 2817
          )
        ),
        (
          1 << (
            (
              LEAST(`t6`.`to_mark`, 2878) - 2817
            ) + 1
          )
        ) - (
          1 << (
            GREATEST(`t6`.`from_mark`, 2817) - 2817
          )
        ),
        0
      )
    ) AS `word_0`
  FROM t6 AS t6
  GROUP BY
    1
), t8 AS (
  SELECT
    *
  FROM t7 AS t7
  WHERE
    `t7`.`unit_id` IS NOT NULL AND `t7`.`first_seen` IS NOT NULL
), t10 AS (
  SELECT
    `t8`.`first_seen`,
    `t8`.`last_seen`,
    `t8`.`word_0`,
    COUNT(*) AS `units`
  FROM t8 AS t8
  GROUP BY
    1,
    2,
    3
), t11 AS (
  SELECT
    `t10`.`first_seen`,
    `t10`.`last_seen`,
    `t10`.`word_0`,
    `t10`.`units`,
    `t4`.`mark`
  FROM t10 AS t10
  CROSS JOIN t3 AS t4
), t13 AS (
  SELECT
    `t11`.`mark`,
    SUM(
      IF(
        (
          (
            `t11`.`word_0` >> (
              MOD(`t11`.`mark` - 2817, 62)
            )
          ) & 1
        ) = 1,
        `t11`.`units`,
        NULL
      )
    ) AS `active`,
    SUM(
      IF(
        (
          (
            (
              `t11`.`word_0` >> (
                MOD(`t11`.`mark` - 2817, 62)
              )
            ) & 1
          ) = 1
        )
        AND (
          (
            (
              `t11`.`word_0` >> (
                MOD((
                  `t11`.`mark` - 1
                ) - 2817, 62)
              )
            ) & 1
          ) = 1
        ),
        `t11`.`units`,
        NULL
      )
    ) AS `stayed`,
    SUM(
      IF(
        (
          (
            (
              `t11`.`word_0` >> (
                MOD(`t11`.`mark` - 2817, 62)
              )
            ) & 1
          ) = 1
        )
        AND (
          `t11`.`first_seen` = `t11`.`mark`
        ),
        `t11`.`units`,
        NULL
      )
    ) AS `fresh`,
    SUM(IF(`t11`.`first_seen` = `t11`.`mark`, `t11`.`units`, NULL)) AS `began`
  FROM t11 AS t11
  GROUP BY
    1
), t14 AS (
  SELECT
    `t3`.`mark`,
    COALESCE(`t13`.`active`, 0) AS `active`,
    COALESCE(`t13`.`stayed`, 0) AS `stayed`,
    COALESCE(`t13`.`fresh`, 0) AS `fresh`,
    COALESCE(`t13`.`began`, 0) AS `began`
  FROM t3 AS t3
  LEFT OUTER JOIN t13 AS t13
    ON `t3`.`mark` = `t13`.`mark`
), t15 AS (
  SELECT
    `t14`.`mark` AS `number`,
    `t14`.`active` AS `at_start`,
    LEAD(`t14`.`stayed`) OVER (ORDER BY `t14`.`mark` ASC) AS `retained`,
    `t14`.`active` - LEAD(`t14`.`stayed`) OVER (ORDER BY `t14`.`mark` ASC) AS `lost`,
    LEAD(`t14`.`fresh`) OVER (ORDER BY `t14`.`mark` ASC) AS `joined`,
    (
      LEAD(`t14`.`active`) OVER (ORDER BY `t14`.`mark` ASC) - LEAD(`t14`.`stayed`) OVER (ORDER BY `t14`.`mark` ASC)
    ) - LEAD(`t14`.`fresh`) OVER (ORDER BY `t14`.`mark` ASC) AS `won_back`,
    LEAD(`t14`.`active`) OVER (ORDER BY `t14`.`mark` ASC) AS `at_end`,
    LEAD(`t14`.`began`) OVER (ORDER BY `t14`.`mark` ASC) - LEAD(`t14`.`fresh`) OVER (ORDER BY `t14`.`mark` ASC) AS `joined_and_lost`
  FROM t14 AS t14
)
SELECT
  CAST(CAST(DATE_ADD(DATE(1970, 1, 1), INTERVAL ((
    `t15`.`number` * 7
  ) + 4) DAY) AS DATETIME) AS DATE) AS `period_start`,
  CAST(CAST(DATE_ADD(DATE(1970, 1, 1), INTERVAL ((
    (
      `t15`.`number` + 1
    ) * 7
  ) + 4) DAY) AS DATETIME) AS DATE) AS `period_end`,
  `t15`.`number` < 2841 AS `complete`,
  `t15`.`at_start`,
  `t15`.`retained`,
  `t15`.`lost`,
  `t15`.`joined`,
  `t15`.`won_back`,
  `t15`.`at_end`,
  `t15`.`joined_and_lost`,
  ieee_divide(`t15`.`lost`, NULLIF(`t15`.`at_start`, 0)) AS `attrition`,
  IF(
    `t15`.`lost` > 0,
    ieee_divide(
      (
        `t15`.`lost` + 1.9207294103470627
      ) - (
        (
          POWER(
            (
              ieee_divide(
                `t15`.`lost` * (
                  NULLIF(`t15`.`at_start`, 0) - `t15`.`lost`
                ),
                NULLIF(`t15`.`at_start`, 0)
              ) + 0.9603647051735313
            ),
            0.5
          )
        ) * 1.959963984540054
      ),
      NULLIF(`t15`.`at_start`, 0) + 3.8414588206941254
    ),
    ieee_divide(`t15`.`lost`, NULLIF(`t15`.`at_start`, 0))
  ) AS `attrition_low`,
  IF(
    `t15`.`lost` < NULLIF(`t15`.`at_start`, 0),
    ieee_divide(
      `t15`.`lost` + 1.9207294103470627 + (
        (
          POWER(
            (
              ieee_divide(
                `t15`.`lost` * (
                  NULLIF(`t15`.`at_start`, 0) - `t15`.`lost`
                ),
                NULLIF(`t15`.`at_start`, 0)
              ) + 0.9603647051735313
            ),
            0.5
          )
        ) * 1.959963984540054
      ),
      NULLIF(`t15`.`at_start`, 0) + 3.8414588206941254
    ),
    ieee_divide(`t15`.`lost`, NULLIF(`t15`.`at_start`, 0))
  ) AS `attrition_high`,
  CASE
    WHEN NOT (
      `t15`.`number` < 2841
    )
    THEN 'the period is not over'
    WHEN ieee_divide(`t15`.`lost`, NULLIF(`t15`.`at_start`, 0)) IS NULL
    THEN 'nobody was active at the start'
    WHEN `t15`.`number` < 2819
    THEN 'the data begin too late to see everyone active at the start'
    ELSE CAST(NULL AS STRING)
  END AS `reason`
FROM t15 AS t15
WHERE
  `t15`.`number` < 2842
ORDER BY
  CAST(CAST(DATE_ADD(DATE(1970, 1, 1), INTERVAL ((
    `t15`.`number` * 7
  ) + 4) DAY) AS DATETIME) AS DATE) ASC NULLS LAST;
