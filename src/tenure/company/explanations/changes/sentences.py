"""What is said of a change, in English and Korean."""

VERDICTS = {
    "en": {
        "rose": "attrition rose",
        "fell": "attrition fell",
        "together_rose": "rose, but others came with it",
        "together_fell": "fell, but others came with it",
        "no_evidence": "no evidence",
        "cannot_be_told": "cannot be told",
    },
    "ko": {
        "rose": "이탈률 상승",
        "fell": "이탈률 하락",
        "together_rose": "상승했으나 다른 변화와 겹침",
        "together_fell": "하락했으나 다른 변화와 겹침",
        "no_evidence": "근거 없음",
        "cannot_be_told": "판단 불가",
    },
}

SAYS = {
    "en": {
        "head": "{name} ({at}): ",
        "rose": "attrition rose. Over the {days} days after it {after} a month left where "
        "{expected} was to be expected: {relative} ({relative_low} to {relative_high}).",
        "fell": "attrition fell. Over the {days} days after it {after} a month left where "
        "{expected} was to be expected: {relative} ({relative_low} to {relative_high}).",
        "together_rose": "attrition rose after it, but within {days} days there was also "
        "{others}: which of them it was cannot be told. Of all of them together {after} a month "
        "left where {expected} was to be expected: {relative} ({relative_low} to "
        "{relative_high}).",
        "together_fell": "attrition fell after it, but within {days} days there was also "
        "{others}: which of them it was cannot be told. Of all of them together {after} a month "
        "left where {expected} was to be expected: {relative} ({relative_low} to "
        "{relative_high}).",
        "no_evidence": "no evidence that attrition changed. {after} a month left where "
        "{expected} was to be expected; what the data allow lies between {relative_low} and "
        "{relative_high}.",
        "hint": "By itself that would count; among {tried:# change|# changes}, or beside other "
        "dates, it does not.",
        "cannot_be_told": "what it did cannot be told.",
        "size": "In customers that is {customers} ({fewest} to {most}).",
        "placebo": "Of {n:# other date|# other dates}, {k:# shows|# show} an effect as large.",
        "parallel": "Compared with {against}, who moved alike before it.",
        "not_parallel": "Compared with {against}, who had not moved alike before it: the "
        "difference in trends is taken out, and the figure is doubtful.",
        "no_trend": "Compared with {against}; whether both moved alike before it is not known.",
    },
    "ko": {
        "head": "{name} ({at}): ",
        "rose": "이탈률이 올랐습니다. 이후 {days}일간 월 이탈률은 {after}로, 변화가 없었을 때의 "
        "예상치 {expected} 대비 {relative}입니다(95% 구간 {relative_low}~{relative_high}).",
        "fell": "이탈률이 내렸습니다. 이후 {days}일간 월 이탈률은 {after}로, 변화가 없었을 때의 "
        "예상치 {expected} 대비 {relative}입니다(95% 구간 {relative_low}~{relative_high}).",
        "together_rose": "이후 이탈률이 올랐지만 {days}일 안에 다른 변화도 있어({others}) 어느 "
        "것 때문인지 가릴 수 없습니다. 모두 합쳐 월 이탈률은 {after}, 예상치는 {expected}로 "
        "{relative}입니다(95% 구간 {relative_low}~{relative_high}).",
        "together_fell": "이후 이탈률이 내렸지만 {days}일 안에 다른 변화도 있어({others}) 어느 "
        "것 때문인지 가릴 수 없습니다. 모두 합쳐 월 이탈률은 {after}, 예상치는 {expected}로 "
        "{relative}입니다(95% 구간 {relative_low}~{relative_high}).",
        "no_evidence": "이탈률이 달라졌다는 근거가 없습니다. 월 이탈률은 {after}, 예상치는 "
        "{expected}이며, 데이터로 가능한 변화는 {relative_low}에서 {relative_high} 사이입니다.",
        "hint": "따로 보면 변화로 볼 만하지만, {tried}개를 함께 시험했거나 다른 날짜에도 "
        "이만한 효과가 있어 근거로 삼지 않습니다.",
        "cannot_be_told": "효과를 판단할 수 없습니다.",
        "size": "고객 수로는 {customers}명입니다({fewest}~{most}명).",
        "placebo": "아무 일도 없던 다른 날짜 {n}개 중 {k}개에서 이만한 효과가 나타났습니다.",
        "parallel": "비교 집단({against})은 그 전까지 같은 추세였습니다.",
        "not_parallel": "비교 집단({against})은 그 전부터 추세가 달라 그 차이를 빼고 계산했으며, "
        "수치를 그대로 믿기는 어렵습니다.",
        "no_trend": "비교 집단은 {against}이며, 그 전 추세가 같았는지는 알 수 없습니다.",
    },
}

REASONS = {
    "en": {
        "not_observed": "it was before customers were observed.",
        "too_early": "too early to tell: leaving is known {lag} days later, and at least {half} "
        "days after the change are needed.",
        "too_little_before": "too little is known of the time before it.",
        "too_few_left": "too few customers left to tell.",
        "no_answer": "the time before and after it does not suffice to tell.",
        "same_day": "it came with {others}: they cannot be told apart.",
        "refused": "it cannot be judged: {why}.",
    },
    "ko": {
        "not_observed": "고객이 관측되기 전의 변화입니다.",
        "too_early": "아직 판단하기 이릅니다. 이탈은 {lag}일 뒤에야 알 수 있고, 변화 이후 적어도 "
        "{half}일이 필요합니다.",
        "too_little_before": "변화 이전의 기간이 너무 짧습니다.",
        "too_few_left": "이탈한 고객이 너무 적어 판단할 수 없습니다.",
        "no_answer": "변화 전후의 데이터로는 판단할 수 없습니다.",
        "same_day": "{others} 변화와 겹쳐 따로 구분할 수 없습니다.",
        "refused": "판단할 수 없습니다: {why}.",
    },
}
