WITH t1 AS (
  SELECT
    `t0`.`unit_id`,
    TIMESTAMP_ADD(
      `t0`.`occurred_at`,
      INTERVAL (CASE
        WHEN `t0`.`occurred_at` >= DATETIME('2024-03-10T07:00:00')
        THEN -14400
        ELSE -18000
      END) SECOND
    ) AS `from_local`
  FROM `events` AS `t0`
), t2 AS (
  SELECT
    `t1`.`unit_id`,
    TIMESTAMP_TRUNC(`t1`.`from_local`, DAY) AS `day`,
    MIN(`t1`.`from_local`) AS `from_local`
  FROM t1 AS t1
  GROUP BY
    1,
    2
), t3 AS (
  SELECT
    `t2`.`unit_id`,
    `t2`.`day`,
    `t2`.`from_local`,
    ROW_NUMBER() OVER (PARTITION BY `t2`.`unit_id` ORDER BY `t2`.`day` ASC) - 1 AS `gaps`,
    DATE_DIFF(
      CAST(`t2`.`day` AS DATE),
      CAST(MIN(`t2`.`day`) OVER (
        PARTITION BY `t2`.`unit_id`
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) AS DATE),
      DAY
    ) AS `spread`,
    LEAD(`t2`.`from_local`) OVER (PARTITION BY `t2`.`unit_id` ORDER BY `t2`.`day` ASC) AS `following`
  FROM t2 AS t2
)
SELECT
  `t3`.`unit_id`,
  `t3`.`from_local`,
  LEAST(
    TIMESTAMP_ADD(
      `t3`.`from_local`,
      INTERVAL (CAST(ROUND(
        (
          `t3`.`spread` + 30
        ) * (
          EXP(ieee_divide(2.302585092994046, `t3`.`gaps` + 2)) - 1
        ) * 86400,
        0
      ) AS INT64)) SECOND
    ),
    COALESCE(
      `t3`.`following`,
      TIMESTAMP_ADD(
        `t3`.`from_local`,
        INTERVAL (CAST(ROUND(
          (
            `t3`.`spread` + 30
          ) * (
            EXP(ieee_divide(2.302585092994046, `t3`.`gaps` + 2)) - 1
          ) * 86400,
          0
        ) AS INT64)) SECOND
      )
    )
  ) AS `to_local`
FROM t3 AS t3;
