WITH t3 AS (
  SELECT
    `t0`.`customer_id` AS `unit_id`,
    TIMESTAMP_ADD(
      `t0`.`started_at`,
      INTERVAL (CASE
        WHEN `t0`.`started_at` >= DATETIME('2024-03-10T07:00:00')
        THEN -14400
        ELSE -18000
      END) SECOND
    ) AS `from_local`,
    TIMESTAMP_ADD(
      COALESCE(
        `t0`.`ended_at`,
        IF(
          `t0`.`cancelled_at` IS NOT NULL,
          GREATEST(`t0`.`cancelled_at`, COALESCE(`t0`.`ends_at`, `t0`.`cancelled_at`)),
          CAST(NULL AS DATETIME)
        ),
        IF(COALESCE(`t0`.`auto_renew`, FALSE), CAST(NULL AS DATETIME), `t0`.`ends_at`)
      ),
      INTERVAL (CASE
        WHEN COALESCE(
          `t0`.`ended_at`,
          IF(
            `t0`.`cancelled_at` IS NOT NULL,
            GREATEST(`t0`.`cancelled_at`, COALESCE(`t0`.`ends_at`, `t0`.`cancelled_at`)),
            CAST(NULL AS DATETIME)
          ),
          IF(COALESCE(`t0`.`auto_renew`, FALSE), CAST(NULL AS DATETIME), `t0`.`ends_at`)
        ) >= DATETIME('2024-03-10T07:00:00')
        THEN -14400
        ELSE -18000
      END) SECOND
    ) AS `to_local`
  FROM `subscriptions` AS `t0`
  WHERE
    `t0`.`customer_id` IS NOT NULL
    AND (
      (
        `t0`.`mrr` IS NULL
      ) OR (
        `t0`.`mrr` > 0
      )
    )
    AND `t0`.`started_at` < DATETIME('2024-06-22T04:00:00')
), t4 AS (
  SELECT
    `t3`.`unit_id`,
    `t3`.`from_local`,
    COALESCE(`t3`.`to_local`, DATETIME('9999-12-31T00:00:00')) AS `to_local`
  FROM t3 AS t3
  WHERE
    (
      `t3`.`to_local` IS NULL
    ) OR (
      `t3`.`to_local` > `t3`.`from_local`
    )
), t5 AS (
  SELECT
    `t4`.`unit_id`,
    `t4`.`from_local`,
    `t4`.`to_local`,
    MAX(`t4`.`to_local`) OVER (
      PARTITION BY `t4`.`unit_id`
      ORDER BY `t4`.`from_local` ASC, `t4`.`to_local` ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 preceding
    ) AS `reach`
  FROM t4 AS t4
), t6 AS (
  SELECT
    `t5`.`unit_id`,
    `t5`.`from_local`,
    `t5`.`to_local`,
    `t5`.`reach`,
    CAST((
      `t5`.`reach` IS NULL
    )
    OR (
      TIMESTAMP_SUB(`t5`.`from_local`, INTERVAL '1' DAY) > `t5`.`reach`
    ) AS INT64) AS `opens`
  FROM t5 AS t5
), t7 AS (
  SELECT
    `t6`.`unit_id`,
    `t6`.`from_local`,
    `t6`.`to_local`,
    `t6`.`reach`,
    `t6`.`opens`,
    SUM(`t6`.`opens`) OVER (
      PARTITION BY `t6`.`unit_id`
      ORDER BY `t6`.`from_local` ASC, `t6`.`to_local` ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS `island`
  FROM t6 AS t6
), t8 AS (
  SELECT
    `t7`.`unit_id`,
    `t7`.`island`,
    MIN(`t7`.`from_local`) AS `from_local`,
    MAX(`t7`.`to_local`) AS `to_local`
  FROM t7 AS t7
  GROUP BY
    1,
    2
), t9 AS (
  SELECT
    `t8`.`unit_id`,
    `t8`.`from_local`,
    NULLIF(`t8`.`to_local`, DATETIME('9999-12-31T00:00:00')) AS `to_local`
  FROM t8 AS t8
  WHERE
    `t8`.`from_local` < CAST(DATE(2024, 6, 21) AS DATETIME)
), t10 AS (
  SELECT
    `t9`.`unit_id`,
    IF(pos = pos_2, `seen`, NULL) AS `seen`
  FROM t9 AS t9
  CROSS JOIN UNNEST(GENERATE_ARRAY(
    0,
    GREATEST(
      ARRAY_LENGTH(
        IF(
          NOT NULLIF(1, 0) IS NULL
          AND SIGN(1) = SIGN(
            (
              (
                (
                  (
                    CAST(EXTRACT(year FROM CAST(GREATEST(
                      TIMESTAMP_SUB(
                        LEAST(
                          COALESCE(`t9`.`to_local`, CAST(DATE(2024, 6, 21) AS DATETIME)),
                          CAST(DATE(2024, 6, 21) AS DATETIME)
                        ),
                        INTERVAL '2' MICROSECOND
                      ),
                      `t9`.`from_local`
                    ) AS DATE)) AS INT64) * 12
                  ) + CAST(EXTRACT(month FROM CAST(GREATEST(
                    TIMESTAMP_SUB(
                      LEAST(
                        COALESCE(`t9`.`to_local`, CAST(DATE(2024, 6, 21) AS DATETIME)),
                        CAST(DATE(2024, 6, 21) AS DATETIME)
                      ),
                      INTERVAL '2' MICROSECOND
                    ),
                    `t9`.`from_local`
                  ) AS DATE)) AS INT64)
                ) - 1
              ) + 1
            ) - (
              (
                (
                  CAST(EXTRACT(year FROM CAST(`t9`.`from_local` AS DATE)) AS INT64) * 12
                ) + CAST(EXTRACT(month FROM CAST(`t9`.`from_local` AS DATE)) AS INT64)
              ) - 1
            )
          ),
          ARRAY(
            SELECT
              drawn_0
            FROM UNNEST(GENERATE_ARRAY(
              (
                (
                  (
                    CAST(EXTRACT(year FROM CAST(`t9`.`from_local` AS DATE)) AS INT64) * 12
                  ) + CAST(EXTRACT(month FROM CAST(`t9`.`from_local` AS DATE)) AS INT64)
                ) - 1
              ),
              (
                (
                  (
                    (
                      CAST(EXTRACT(year FROM CAST(GREATEST(
                        TIMESTAMP_SUB(
                          LEAST(
                            COALESCE(`t9`.`to_local`, CAST(DATE(2024, 6, 21) AS DATETIME)),
                            CAST(DATE(2024, 6, 21) AS DATETIME)
                          ),
                          INTERVAL '2' MICROSECOND
                        ),
                        `t9`.`from_local`
                      ) AS DATE)) AS INT64) * 12
                    ) + CAST(EXTRACT(month FROM CAST(GREATEST(
                      TIMESTAMP_SUB(
                        LEAST(
                          COALESCE(`t9`.`to_local`, CAST(DATE(2024, 6, 21) AS DATETIME)),
                          CAST(DATE(2024, 6, 21) AS DATETIME)
                        ),
                        INTERVAL '2' MICROSECOND
                      ),
                      `t9`.`from_local`
                    ) AS DATE)) AS INT64)
                  ) - 1
                ) + 1
              ),
              1
            )) AS drawn_0
            WHERE
              drawn_0 <> (
                (
                  (
                    (
                      CAST(EXTRACT(year FROM CAST(GREATEST(
                        TIMESTAMP_SUB(
                          LEAST(
                            COALESCE(`t9`.`to_local`, CAST(DATE(2024, 6, 21) AS DATETIME)),
                            CAST(DATE(2024, 6, 21) AS DATETIME)
                          ),
                          INTERVAL '2' MICROSECOND
                        ),
                        `t9`.`from_local`
                      ) AS DATE)) AS INT64) * 12
                    ) + CAST(EXTRACT(month FROM CAST(GREATEST(
                      TIMESTAMP_SUB(
                        LEAST(
                          COALESCE(`t9`.`to_local`, CAST(DATE(2024, 6, 21) AS DATETIME)),
                          CAST(DATE(2024, 6, 21) AS DATETIME)
                        ),
                        INTERVAL '2' MICROSECOND
                      ),
                      `t9`.`from_local`
                    ) AS DATE)) AS INT64)
                  ) - 1
                ) + 1
              )
          ),
          []
        )
      )
    ) - 1
  )) AS pos
  CROSS JOIN UNNEST(IF(
    NOT NULLIF(1, 0) IS NULL
    AND SIGN(1) = SIGN(
      (
        (
          (
            (
              CAST(EXTRACT(year FROM CAST(GREATEST(
                TIMESTAMP_SUB(
                  LEAST(
                    COALESCE(`t9`.`to_local`, CAST(DATE(2024, 6, 21) AS DATETIME)),
                    CAST(DATE(2024, 6, 21) AS DATETIME)
                  ),
                  INTERVAL '2' MICROSECOND
                ),
                `t9`.`from_local`
              ) AS DATE)) AS INT64) * 12
            ) + CAST(EXTRACT(month FROM CAST(GREATEST(
              TIMESTAMP_SUB(
                LEAST(
                  COALESCE(`t9`.`to_local`, CAST(DATE(2024, 6, 21) AS DATETIME)),
                  CAST(DATE(2024, 6, 21) AS DATETIME)
                ),
                INTERVAL '2' MICROSECOND
              ),
              `t9`.`from_local`
            ) AS DATE)) AS INT64)
          ) - 1
        ) + 1
      ) - (
        (
          (
            CAST(EXTRACT(year FROM CAST(`t9`.`from_local` AS DATE)) AS INT64) * 12
          ) + CAST(EXTRACT(month FROM CAST(`t9`.`from_local` AS DATE)) AS INT64)
        ) - 1
      )
    ),
    ARRAY(
      SELECT
        drawn_0
      FROM UNNEST(GENERATE_ARRAY(
        (
          (
            (
              CAST(EXTRACT(year FROM CAST(`t9`.`from_local` AS DATE)) AS INT64) * 12
            ) + CAST(EXTRACT(month FROM CAST(`t9`.`from_local` AS DATE)) AS INT64)
          ) - 1
        ),
        (
          (
            (
              (
                CAST(EXTRACT(year FROM CAST(GREATEST(
                  TIMESTAMP_SUB(
                    LEAST(
                      COALESCE(`t9`.`to_local`, CAST(DATE(2024, 6, 21) AS DATETIME)),
                      CAST(DATE(2024, 6, 21) AS DATETIME)
                    ),
                    INTERVAL '2' MICROSECOND
                  ),
                  `t9`.`from_local`
                ) AS DATE)) AS INT64) * 12
              ) + CAST(EXTRACT(month FROM CAST(GREATEST(
                TIMESTAMP_SUB(
                  LEAST(
                    COALESCE(`t9`.`to_local`, CAST(DATE(2024, 6, 21) AS DATETIME)),
                    CAST(DATE(2024, 6, 21) AS DATETIME)
                  ),
                  INTERVAL '2' MICROSECOND
                ),
                `t9`.`from_local`
              ) AS DATE)) AS INT64)
            ) - 1
          ) + 1
        ),
        1
      )) AS drawn_0
      WHERE
        drawn_0 <> (
          (
            (
              (
                CAST(EXTRACT(year FROM CAST(GREATEST(
                  TIMESTAMP_SUB(
                    LEAST(
                      COALESCE(`t9`.`to_local`, CAST(DATE(2024, 6, 21) AS DATETIME)),
                      CAST(DATE(2024, 6, 21) AS DATETIME)
                    ),
                    INTERVAL '2' MICROSECOND
                  ),
                  `t9`.`from_local`
                ) AS DATE)) AS INT64) * 12
              ) + CAST(EXTRACT(month FROM CAST(GREATEST(
                TIMESTAMP_SUB(
                  LEAST(
                    COALESCE(`t9`.`to_local`, CAST(DATE(2024, 6, 21) AS DATETIME)),
                    CAST(DATE(2024, 6, 21) AS DATETIME)
                  ),
                  INTERVAL '2' MICROSECOND
                ),
                `t9`.`from_local`
              ) AS DATE)) AS INT64)
            ) - 1
          ) + 1
        )
    ),
    []
  )) AS `seen` WITH OFFSET AS pos_2
  WHERE
    pos = pos_2
    OR (
      pos > (
        ARRAY_LENGTH(
          IF(
            NOT NULLIF(1, 0) IS NULL
            AND SIGN(1) = SIGN(
              (
                (
                  (
                    (
                      CAST(EXTRACT(year FROM CAST(GREATEST(
                        TIMESTAMP_SUB(
                          LEAST(
                            COALESCE(`t9`.`to_local`, CAST(DATE(2024, 6, 21) AS DATETIME)),
                            CAST(DATE(2024, 6, 21) AS DATETIME)
                          ),
                          INTERVAL '2' MICROSECOND
                        ),
                        `t9`.`from_local`
                      ) AS DATE)) AS INT64) * 12
                    ) + CAST(EXTRACT(month FROM CAST(GREATEST(
                      TIMESTAMP_SUB(
                        LEAST(
                          COALESCE(`t9`.`to_local`, CAST(DATE(2024, 6, 21) AS DATETIME)),
                          CAST(DATE(2024, 6, 21) AS DATETIME)
                        ),
                        INTERVAL '2' MICROSECOND
                      ),
                      `t9`.`from_local`
                    ) AS DATE)) AS INT64)
                  ) - 1
                ) + 1
              ) - (
                (
                  (
                    CAST(EXTRACT(year FROM CAST(`t9`.`from_local` AS DATE)) AS INT64) * 12
                  ) + CAST(EXTRACT(month FROM CAST(`t9`.`from_local` AS DATE)) AS INT64)
                ) - 1
              )
            ),
            ARRAY(
              SELECT
                drawn_0
              FROM UNNEST(GENERATE_ARRAY(
                (
                  (
                    (
                      CAST(EXTRACT(year FROM CAST(`t9`.`from_local` AS DATE)) AS INT64) * 12
                    ) + CAST(EXTRACT(month FROM CAST(`t9`.`from_local` AS DATE)) AS INT64)
                  ) - 1
                ),
                (
                  (
                    (
                      (
                        CAST(EXTRACT(year FROM CAST(GREATEST(
                          TIMESTAMP_SUB(
                            LEAST(
                              COALESCE(`t9`.`to_local`, CAST(DATE(2024, 6, 21) AS DATETIME)),
                              CAST(DATE(2024, 6, 21) AS DATETIME)
                            ),
                            INTERVAL '2' MICROSECOND
                          ),
                          `t9`.`from_local`
                        ) AS DATE)) AS INT64) * 12
                      ) + CAST(EXTRACT(month FROM CAST(GREATEST(
                        TIMESTAMP_SUB(
                          LEAST(
                            COALESCE(`t9`.`to_local`, CAST(DATE(2024, 6, 21) AS DATETIME)),
                            CAST(DATE(2024, 6, 21) AS DATETIME)
                          ),
                          INTERVAL '2' MICROSECOND
                        ),
                        `t9`.`from_local`
                      ) AS DATE)) AS INT64)
                    ) - 1
                  ) + 1
                ),
                1
              )) AS drawn_0
              WHERE
                drawn_0 <> (
                  (
                    (
                      (
                        CAST(EXTRACT(year FROM CAST(GREATEST(
                          TIMESTAMP_SUB(
                            LEAST(
                              COALESCE(`t9`.`to_local`, CAST(DATE(2024, 6, 21) AS DATETIME)),
                              CAST(DATE(2024, 6, 21) AS DATETIME)
                            ),
                            INTERVAL '2' MICROSECOND
                          ),
                          `t9`.`from_local`
                        ) AS DATE)) AS INT64) * 12
                      ) + CAST(EXTRACT(month FROM CAST(GREATEST(
                        TIMESTAMP_SUB(
                          LEAST(
                            COALESCE(`t9`.`to_local`, CAST(DATE(2024, 6, 21) AS DATETIME)),
                            CAST(DATE(2024, 6, 21) AS DATETIME)
                          ),
                          INTERVAL '2' MICROSECOND
                        ),
                        `t9`.`from_local`
                      ) AS DATE)) AS INT64)
                    ) - 1
                  ) + 1
                )
            ),
            []
          )
        ) - 1
      )
      AND pos_2 = (
        ARRAY_LENGTH(
          IF(
            NOT NULLIF(1, 0) IS NULL
            AND SIGN(1) = SIGN(
              (
                (
                  (
                    (
                      CAST(EXTRACT(year FROM CAST(GREATEST(
                        TIMESTAMP_SUB(
                          LEAST(
                            COALESCE(`t9`.`to_local`, CAST(DATE(2024, 6, 21) AS DATETIME)),
                            CAST(DATE(2024, 6, 21) AS DATETIME)
                          ),
                          INTERVAL '2' MICROSECOND
                        ),
                        `t9`.`from_local`
                      ) AS DATE)) AS INT64) * 12
                    ) + CAST(EXTRACT(month FROM CAST(GREATEST(
                      TIMESTAMP_SUB(
                        LEAST(
                          COALESCE(`t9`.`to_local`, CAST(DATE(2024, 6, 21) AS DATETIME)),
                          CAST(DATE(2024, 6, 21) AS DATETIME)
                        ),
                        INTERVAL '2' MICROSECOND
                      ),
                      `t9`.`from_local`
                    ) AS DATE)) AS INT64)
                  ) - 1
                ) + 1
              ) - (
                (
                  (
                    CAST(EXTRACT(year FROM CAST(`t9`.`from_local` AS DATE)) AS INT64) * 12
                  ) + CAST(EXTRACT(month FROM CAST(`t9`.`from_local` AS DATE)) AS INT64)
                ) - 1
              )
            ),
            ARRAY(
              SELECT
                drawn_0
              FROM UNNEST(GENERATE_ARRAY(
                (
                  (
                    (
                      CAST(EXTRACT(year FROM CAST(`t9`.`from_local` AS DATE)) AS INT64) * 12
                    ) + CAST(EXTRACT(month FROM CAST(`t9`.`from_local` AS DATE)) AS INT64)
                  ) - 1
                ),
                (
                  (
                    (
                      (
                        CAST(EXTRACT(year FROM CAST(GREATEST(
                          TIMESTAMP_SUB(
                            LEAST(
                              COALESCE(`t9`.`to_local`, CAST(DATE(2024, 6, 21) AS DATETIME)),
                              CAST(DATE(2024, 6, 21) AS DATETIME)
                            ),
                            INTERVAL '2' MICROSECOND
                          ),
                          `t9`.`from_local`
                        ) AS DATE)) AS INT64) * 12
                      ) + CAST(EXTRACT(month FROM CAST(GREATEST(
                        TIMESTAMP_SUB(
                          LEAST(
                            COALESCE(`t9`.`to_local`, CAST(DATE(2024, 6, 21) AS DATETIME)),
                            CAST(DATE(2024, 6, 21) AS DATETIME)
                          ),
                          INTERVAL '2' MICROSECOND
                        ),
                        `t9`.`from_local`
                      ) AS DATE)) AS INT64)
                    ) - 1
                  ) + 1
                ),
                1
              )) AS drawn_0
              WHERE
                drawn_0 <> (
                  (
                    (
                      (
                        CAST(EXTRACT(year FROM CAST(GREATEST(
                          TIMESTAMP_SUB(
                            LEAST(
                              COALESCE(`t9`.`to_local`, CAST(DATE(2024, 6, 21) AS DATETIME)),
                              CAST(DATE(2024, 6, 21) AS DATETIME)
                            ),
                            INTERVAL '2' MICROSECOND
                          ),
                          `t9`.`from_local`
                        ) AS DATE)) AS INT64) * 12
                      ) + CAST(EXTRACT(month FROM CAST(GREATEST(
                        TIMESTAMP_SUB(
                          LEAST(
                            COALESCE(`t9`.`to_local`, CAST(DATE(2024, 6, 21) AS DATETIME)),
                            CAST(DATE(2024, 6, 21) AS DATETIME)
                          ),
                          INTERVAL '2' MICROSECOND
                        ),
                        `t9`.`from_local`
                      ) AS DATE)) AS INT64)
                    ) - 1
                  ) + 1
                )
            ),
            []
          )
        ) - 1
      )
    )
), t11 AS (
  SELECT DISTINCT
    *
  FROM t10 AS t10
), t12 AS (
  SELECT
    `t11`.`unit_id`,
    MIN(`t11`.`seen`) AS `first_seen`,
    MAX(`t11`.`seen`) AS `last_seen`,
    BIT_OR(IF(`t11`.`seen` >= 24288, 1 << (
      `t11`.`seen` - 24288
    ), 0)) AS `word_0`
  FROM t11 AS t11
  GROUP BY
    1
), t13 AS (
  SELECT
    `t12`.`unit_id`,
    `t12`.`first_seen`,
    `t12`.`last_seen`,
    `t12`.`word_0`,
    `t12`.`first_seen` AS `number`
  FROM t12 AS t12
  WHERE
    `t12`.`unit_id` IS NOT NULL AND `t12`.`first_seen` IS NOT NULL
), t14 AS (
  SELECT
    `t13`.*
    EXCEPT (`first_seen`)
  FROM t13 AS t13
), `t15` AS (
  SELECT
    `t14`.`last_seen`,
    `t14`.`word_0`,
    `t14`.`number`,
    COUNT(*) AS `units`
  FROM t14 AS t14
  GROUP BY
    1,
    2,
    3
), t22 AS (
  SELECT
    IF(MIN(`t16`.`number`) < 24288, 24288, MIN(`t16`.`number`)) AS `first`
  FROM `t15` AS `t16`
), t23 AS (
  SELECT
    IF(pos = pos_2, `number`, NULL) AS `number`
  FROM t22 AS t22
  CROSS JOIN UNNEST(GENERATE_ARRAY(
    0,
    GREATEST(
      ARRAY_LENGTH(
        IF(
          NOT NULLIF(1, 0) IS NULL AND SIGN(1) = SIGN((
            24294
          ) - (
            `t22`.`first`
          )),
          ARRAY(
            SELECT
              drawn_1
            FROM UNNEST(GENERATE_ARRAY((
              `t22`.`first`
            ), (
              24294
            ), 1)) AS drawn_1
            WHERE
              drawn_1 <> (
                24294
              )
          ),
          []
        )
      )
    ) - 1
  )) AS pos
  CROSS JOIN UNNEST(IF(
    NOT NULLIF(1, 0) IS NULL AND SIGN(1) = SIGN((
      24294
    ) - (
      `t22`.`first`
    )),
    ARRAY(
      SELECT
        drawn_1
      FROM UNNEST(GENERATE_ARRAY((
        `t22`.`first`
      ), (
        24294
      ), 1)) AS drawn_1
      WHERE
        drawn_1 <> (
          24294
        )
    ),
    []
  )) AS `number` WITH OFFSET AS pos_2
  WHERE
    pos = pos_2
    OR (
      pos > (
        ARRAY_LENGTH(
          IF(
            NOT NULLIF(1, 0) IS NULL AND SIGN(1) = SIGN((
              24294
            ) - (
              `t22`.`first`
            )),
            ARRAY(
              SELECT
                drawn_1
              FROM UNNEST(GENERATE_ARRAY((
                `t22`.`first`
              ), (
                24294
              ), 1)) AS drawn_1
              WHERE
                drawn_1 <> (
                  24294
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
              24294
            ) - (
              `t22`.`first`
            )),
            ARRAY(
              SELECT
                drawn_1
              FROM UNNEST(GENERATE_ARRAY((
                `t22`.`first`
              ), (
                24294
              ), 1)) AS drawn_1
              WHERE
                drawn_1 <> (
                  24294
                )
            ),
            []
          )
        ) - 1
      )
    )
), t18 AS (
  SELECT
    `t16`.`number`
  FROM `t15` AS `t16`
), t26 AS (
  SELECT
    *
  FROM t23 AS t23
  UNION DISTINCT
  SELECT
    *
  FROM t18 AS t18
), t21 AS (
  SELECT
    `t16`.`number`,
    SUM(`t16`.`units`) AS `size`
  FROM `t15` AS `t16`
  GROUP BY
    1
), t29 AS (
  SELECT
    `t26`.`number`,
    `t21`.`size`
  FROM t26 AS t26
  LEFT OUTER JOIN t21 AS t21
    ON `t26`.`number` = `t21`.`number`
), t30 AS (
  SELECT
    `t29`.`number`,
    COALESCE(`t29`.`size`, 0) AS `size`
  FROM t29 AS t29
), t32 AS (
  SELECT
    `t30`.`number`,
    `t30`.`size`,
    IF(pos = pos_2, `period`, NULL) AS `period`
  FROM t30 AS t30
  CROSS JOIN UNNEST(GENERATE_ARRAY(
    0,
    GREATEST(
      ARRAY_LENGTH(
        IF(
          NOT NULLIF(1, 0) IS NULL
          AND SIGN(1) = SIGN((
            (
              24293 - `t30`.`number`
            ) + 1
          ) - (
            0
          )),
          ARRAY(
            SELECT
              drawn_2
            FROM UNNEST(GENERATE_ARRAY((
              0
            ), (
              (
                24293 - `t30`.`number`
              ) + 1
            ), 1)) AS drawn_2
            WHERE
              drawn_2 <> (
                (
                  24293 - `t30`.`number`
                ) + 1
              )
          ),
          []
        )
      )
    ) - 1
  )) AS pos
  CROSS JOIN UNNEST(IF(
    NOT NULLIF(1, 0) IS NULL
    AND SIGN(1) = SIGN((
      (
        24293 - `t30`.`number`
      ) + 1
    ) - (
      0
    )),
    ARRAY(
      SELECT
        drawn_2
      FROM UNNEST(GENERATE_ARRAY((
        0
      ), (
        (
          24293 - `t30`.`number`
        ) + 1
      ), 1)) AS drawn_2
      WHERE
        drawn_2 <> (
          (
            24293 - `t30`.`number`
          ) + 1
        )
    ),
    []
  )) AS `period` WITH OFFSET AS pos_2
  WHERE
    pos = pos_2
    OR (
      pos > (
        ARRAY_LENGTH(
          IF(
            NOT NULLIF(1, 0) IS NULL
            AND SIGN(1) = SIGN((
              (
                24293 - `t30`.`number`
              ) + 1
            ) - (
              0
            )),
            ARRAY(
              SELECT
                drawn_2
              FROM UNNEST(GENERATE_ARRAY((
                0
              ), (
                (
                  24293 - `t30`.`number`
                ) + 1
              ), 1)) AS drawn_2
              WHERE
                drawn_2 <> (
                  (
                    24293 - `t30`.`number`
                  ) + 1
                )
            ),
            []
          )
        ) - 1
      )
      AND pos_2 = (
        ARRAY_LENGTH(
          IF(
            NOT NULLIF(1, 0) IS NULL
            AND SIGN(1) = SIGN((
              (
                24293 - `t30`.`number`
              ) + 1
            ) - (
              0
            )),
            ARRAY(
              SELECT
                drawn_2
              FROM UNNEST(GENERATE_ARRAY((
                0
              ), (
                (
                  24293 - `t30`.`number`
                ) + 1
              ), 1)) AS drawn_2
              WHERE
                drawn_2 <> (
                  (
                    24293 - `t30`.`number`
                  ) + 1
                )
            ),
            []
          )
        ) - 1
      )
    )
), t2 AS (
  SELECT
    IF(pos = pos_2, `seen`, NULL) AS `seen`
  FROM UNNEST(GENERATE_ARRAY(
    0,
    GREATEST(
      ARRAY_LENGTH(
        IF(
          NOT NULLIF(1, 0) IS NULL AND SIGN(1) = SIGN((
            24294
          ) - (
            24288
          )),
          ARRAY(
            SELECT
              drawn_3
            FROM UNNEST(GENERATE_ARRAY((
              24288
            ), (
              24294
            ), 1)) AS drawn_3
            WHERE
              drawn_3 <> (
                24294
              )
          ),
          []
        )
      )
    ) - 1
  )) AS pos
  CROSS JOIN UNNEST(IF(
    NOT NULLIF(1, 0) IS NULL AND SIGN(1) = SIGN((
      24294
    ) - (
      24288
    )),
    ARRAY(
      SELECT
        drawn_3
      FROM UNNEST(GENERATE_ARRAY((
        24288
      ), (
        24294
      ), 1)) AS drawn_3
      WHERE
        drawn_3 <> (
          24294
        )
    ),
    []
  )) AS `seen` WITH OFFSET AS pos_2
  WHERE
    pos = pos_2
    OR (
      pos > (
        ARRAY_LENGTH(
          IF(
            NOT NULLIF(1, 0) IS NULL AND SIGN(1) = SIGN((
              24294
            ) - (
              24288
            )),
            ARRAY(
              SELECT
                drawn_3
              FROM UNNEST(GENERATE_ARRAY((
                24288
              ), (
                24294
              ), 1)) AS drawn_3
              WHERE
                drawn_3 <> (
                  24294
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
              24294
            ) - (
              24288
            )),
            ARRAY(
              SELECT
                drawn_3
              FROM UNNEST(GENERATE_ARRAY((
                24288
              ), (
                24294
              ), 1)) AS drawn_3
              WHERE
                drawn_3 <> (
                  24294
                )
            ),
            []
          )
        ) - 1
      )
    )
), t19 AS (
  SELECT
    `t17`.`last_seen`,
    `t17`.`word_0`,
    `t17`.`number`,
    `t17`.`units`,
    `t2`.`seen`
  FROM `t15` AS `t17`
  CROSS JOIN t2 AS t2
), t24 AS (
  SELECT
    `t19`.`last_seen`,
    `t19`.`word_0`,
    `t19`.`number`,
    `t19`.`units`,
    `t19`.`seen`,
    `t19`.`seen` - `t19`.`number` AS `period`
  FROM t19 AS t19
  WHERE
    `t19`.`seen` >= `t19`.`number`
    AND (
      (
        `t19`.`word_0` >> (
          MOD(`t19`.`seen` - 24288, 62)
        )
      ) & 1
    ) = 1
), t28 AS (
  SELECT
    `t24`.`number`,
    `t24`.`period`,
    SUM(`t24`.`units`) AS `came`
  FROM t24 AS t24
  GROUP BY
    1,
    2
), t33 AS (
  SELECT
    `t32`.`number`,
    `t32`.`period`,
    `t32`.`size`,
    `t28`.`came`
  FROM t32 AS t32
  LEFT OUTER JOIN t28 AS t28
    ON `t32`.`number` = `t28`.`number` AND `t32`.`period` = `t28`.`period`
), t34 AS (
  SELECT
    `t33`.`size`,
    `t33`.`period`,
    CAST(CAST(DATE_ADD(DATE(1970, 1, 1), INTERVAL (`t33`.`number` - 23640) MONTH) AS DATETIME) AS DATE) AS `cohort`,
    (
      (
        `t33`.`number` + `t33`.`period`
      ) < 24293
    )
    AND NOT (
      (
        `t33`.`number` < 24288
      )
      AND (
        (
          `t33`.`number` + `t33`.`period`
        ) < 24289
      )
    ) AS `complete`,
    IF(
      (
        (
          `t33`.`number` + `t33`.`period`
        ) < 24293
      )
      AND NOT (
        (
          `t33`.`number` < 24288
        )
        AND (
          (
            `t33`.`number` + `t33`.`period`
          ) < 24289
        )
      ),
      `t33`.`size`,
      0
    ) AS `eligible`,
    IF(
      (
        (
          `t33`.`number` + `t33`.`period`
        ) < 24293
      )
      AND NOT (
        (
          `t33`.`number` < 24288
        )
        AND (
          (
            `t33`.`number` + `t33`.`period`
          ) < 24289
        )
      ),
      COALESCE(`t33`.`came`, 0),
      0
    ) AS `returned`,
    CASE
      WHEN NOT (
        (
          `t33`.`number` + `t33`.`period`
        ) < 24293
      )
      THEN 'the period is not over for everyone'
      WHEN (
        `t33`.`number` < 24288
      )
      AND (
        (
          `t33`.`number` + `t33`.`period`
        ) < 24289
      )
      THEN 'the data begin too late to see this period'
      WHEN `t33`.`size` = 0
      THEN 'nobody started in this period'
      ELSE CAST(NULL AS STRING)
    END AS `reason`
  FROM t33 AS t33
)
SELECT
  `t34`.`cohort`,
  `t34`.`size`,
  `t34`.`period`,
  `t34`.`eligible`,
  `t34`.`returned`,
  ieee_divide(`t34`.`returned`, NULLIF(`t34`.`eligible`, 0)) AS `retention`,
  IF(
    `t34`.`returned` > 0,
    ieee_divide(
      (
        `t34`.`returned` + 1.9207294103470627
      ) - (
        (
          POWER(
            (
              ieee_divide(
                `t34`.`returned` * (
                  NULLIF(`t34`.`eligible`, 0) - `t34`.`returned`
                ),
                NULLIF(`t34`.`eligible`, 0)
              ) + 0.9603647051735313
            ),
            0.5
          )
        ) * 1.959963984540054
      ),
      NULLIF(`t34`.`eligible`, 0) + 3.8414588206941254
    ),
    ieee_divide(`t34`.`returned`, NULLIF(`t34`.`eligible`, 0))
  ) AS `retention_low`,
  IF(
    `t34`.`returned` < NULLIF(`t34`.`eligible`, 0),
    ieee_divide(
      `t34`.`returned` + 1.9207294103470627 + (
        (
          POWER(
            (
              ieee_divide(
                `t34`.`returned` * (
                  NULLIF(`t34`.`eligible`, 0) - `t34`.`returned`
                ),
                NULLIF(`t34`.`eligible`, 0)
              ) + 0.9603647051735313
            ),
            0.5
          )
        ) * 1.959963984540054
      ),
      NULLIF(`t34`.`eligible`, 0) + 3.8414588206941254
    ),
    ieee_divide(`t34`.`returned`, NULLIF(`t34`.`eligible`, 0))
  ) AS `retention_high`,
  `t34`.`complete`,
  `t34`.`reason`
FROM t34 AS t34
ORDER BY
  `t34`.`cohort` ASC NULLS LAST,
  `t34`.`period` ASC NULLS LAST;
