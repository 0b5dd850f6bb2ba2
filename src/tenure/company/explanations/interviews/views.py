"""The tables about interviews, with their words in both languages."""

from tenure.company.metrics.contract import Column
from tenure.company.view import View

INTERVIEWS = View(
    "interviews",
    {"en": "Whom to interview next", "ko": "다음에 인터뷰할 고객"},
    (
        Column("place", "count", "in which order", "순서"),
        Column("unit_id", "text", "who", "고객"),
        Column("kind", "text", "left, or at risk", "떠났거나 위험한 고객"),
        Column("left_on", "date", "the day they left", "떠난 날"),
        Column("segment", "text", "the group", "집단"),
        Column("why", "text", "the reason, if it is known", "아는 이유"),
        Column("known", "flag", "whether the reason is known", "이유를 아는지"),
        Column("mrr", "money", "monthly recurring revenue", "월 반복 매출"),
        Column("risk", "share", "risk of leaving", "이탈 위험"),
        Column("regrettable", "flag", "whether they fit the ideal customer", "이상적인 고객인지"),
        Column("language", "text", "their language", "언어"),
        Column("alike", "count", "candidates in the same stratum", "같은 층의 후보 수"),
        Column("about_en", "text", "what is known of them", "아는 것 (영어)"),
        Column("about_ko", "text", "what is known of them, in Korean", "아는 것"),
        Column("guide_en", "text", "what to ask", "질문 (영어)"),
        Column("guide_ko", "text", "what to ask, in Korean", "질문"),
    ),
    {
        "en": "Who left since {since} or is at high risk, over segment × reason known × value: "
        "who stands for most that is not known comes first, regrettable ones before others. "
        "Nobody interviewed in the last year, surveyed in 14 days or contacted in 7.{note_en} "
        "Keep the answers as feedback of the source 'interview'.",
        "ko": "{since} 이후 떠났거나 위험이 높은 고객을 집단 × 이유를 아는지 × 가치로 나누어 "
        "고릅니다. 모르는 것을 가장 많이 대표하는 고객과 아쉬운 고객이 먼저입니다. 1년 안에 "
        "인터뷰했거나 14일 안에 설문에 답했거나 7일 안에 연락한 고객은 빠집니다.{note_ko} 답은 "
        "출처가 'interview'인 피드백으로 남기세요.",
    },
)
QUESTIONS = View(
    "interview-questions",
    {"en": "What is not known", "ko": "아직 모르는 것"},
    (
        Column("segment", "text", "the group", "집단"),
        Column("about", "text", "silence, contradiction, unclear, growing", "무엇에 관한 질문"),
        Column("customers", "count", "whom it is about", "관련 고객"),
        Column("question_en", "text", "the question", "질문 (영어)"),
        Column("question_ko", "text", "the question, in Korean", "질문"),
    ),
    {
        "en": "What interviews should answer: who said nothing, where what was said and what was "
        "seen differ, and which reasons grew.",
        "ko": "인터뷰로 풀 질문: 말이 없던 고객, 말과 행동이 다른 곳, 늘어난 이유.",
    },
)
