"""Personal data: hidden however it is spelled, and nothing else."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenure.explain.text.masking import masked
from tenure.explain.text.masking.digits import luhn
from tenure.explain.text.masks import MASK
from tenure.explain.text.normalise import normalised, shortened


def clean(text):
    return masked(normalised(text))


HIDDEN = {
    # mail
    "Write to jane.doe+x@mail.example.co.uk, thanks": "Write to [email], thanks",
    "메일은 kim_minsu@naver.com 입니다": "메일은 [email] 입니다",
    "minsu @ naver . com 으로요": "[email] 으로요",
    "jane (at) example (dot) com": "[email]",
    "jane [at] example.com": "[email]",
    "jane at example dot com": "[email]",
    "minsu골뱅이naver점com 으로": "[email] 으로",
    "ｊａｎｅ＠ｅｘａｍｐｌｅ．ｃｏｍ": "[email]",
    "minsu@naver 로 보내요": "[email] 로 보내요",
    # phones
    "010-1234-5678": "[phone]",
    "01012345678로 전화주세요": "[phone]로 전화주세요",
    "010.1234.5678": "[phone]",
    "010 1234 5678": "[phone]",
    "010 12 34 56 78": "[phone]",
    "0 1 0 1 2 3 4 5 6 7 8": "[phone]",
    "０１０－１２３４－５６７８": "[phone]",
    "O1O-1234-5678": "[phone]",
    "(010)1234-5678": "[phone]",
    "공일공 일이삼사 오육칠팔": "[phone]",
    "+82 10-1234-5678": "[phone]",
    "+82-(0)10-1234-5678": "[phone]",
    "82 10 1234 5678": "[phone]",
    "011-123-4567": "[phone]",
    "02-123-4567 로": "[phone] 로",
    "02)123-4567": "[phone]",
    "031 1234 5678": "[phone]",
    "0505-123-4567": "[phone]",
    "070-1234-5678": "[phone]",
    "(415) 555-2671": "[phone]",
    "415-555-2671": "[phone]",
    "1-415-555-2671": "[phone]",
    "415.555.2671": "[phone]",
    "+1 415 555 2671": "[phone]",
    "+44 20 7946 0958": "[phone]",
    "020 7946 0958": "[phone]",
    "07700 900123": "[phone]",
    "+49 (0)30 1234567": "[phone]",
    "call me at 4155552671": "call me at [phone]",
    "전화 7654321 로": "전화 [phone] 로",
    # cards
    "4111 1111 1111 1111": "[card]",
    "4111-1111-1111-1111, 12/27": "[card], 12/27",
    "4111111111111111": "[card]",
    "４１１１　１１１１　１１１１　１１１１": "[card]",
    "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1": "[card]",
    "3782 822463 10005": "[card]",
    "card 1234 5678 9012 3456": "card [card]",
    # residents, passports, licences
    "900101-1234567": "[id]",
    "9001011234567": "[id]",
    "900101 - 1234567": "[id]",
    "900101.1234567": "[id]",
    "90 01 01 1 234567": "[id]",
    "9 0 0 1 0 1 - 1 2 3 4 5 6 7": "[id]",
    "900101-1******": "[id]",
    "주민번호 010203-3123456": "주민번호 [id]",
    "외국인 850515-5123456": "외국인 [id]",
    "SSN 123-45-6789": "SSN [id]",
    "여권번호 M12345678": "여권번호 [id]",
    "운전면허 11-22-123456-78": "운전면허 [id]",
    # accounts
    "계좌 110-123-456789": "계좌 [account]",
    "3333-01-1234567": "[account]",
    "국민은행 12345678901234": "국민은행 [account]",
    "account number 12345678": "account number [account]",
    "DE89 3704 0044 0532 0130 00": "[account]",
    "GB82WEST12345698765432": "[account]",
    # addresses of machines, links
    "from 192.168.10.24 it fails": "from [ip] it fails",
    "2001:db8:0:0:0:0:2:1": "[ip]",
    "fe80::1ff:fe23:4567:890a": "[ip]",
    "https://app.example.com/reset?token=abc123": "[link]",
    "www.example.com/u/jane": "[link]",
    # names
    "My name is John Smith and I left": "My name is [name] and I left",
    "my name is john smith, hello": "my name is [name], hello",
    "I spoke with Maria on Monday": "I spoke with [name] on Monday",
    "This is Peter Jones from Acme": "This is [name] from Acme",
    "Agent Sarah was rude": "Agent [name] was rude",
    "Mr. Smith hung up": "Mr. [name] hung up",
    "Dear Anna,": "Dear [name],",
    "Mr.Kim hung up": "Mr.[name] hung up",
    "mr. smith hung up": "mr. [name] hung up",
    "Ms. 김민수 was rude": "Ms. [name] was rude",
    "Dr. Öztürk was rude": "Dr. [name] was rude",
    "Mrs O'Neill-Jones called": "Mrs [name] called",
    "상담원(김철수)이 불친절": "상담원([name])이 불친절",
    "저는 김민수라는 사람인데": "저는 [name]라는 사람인데",
    "남궁 민수입니다": "[name]입니다",
    "저는 김민수입니다": "저는 [name]입니다",
    "저는 김민수라고 합니다": "저는 [name]라고 합니다",
    "제 이름은 홍길동이에요": "제 이름은 [name]이에요",
    "김민수 고객님 반갑습니다": "[name] 고객님 반갑습니다",
    "박지훈님이 도와주셨어요": "[name]님이 도와주셨어요",
    "담당자 박지훈 님": "담당자 [name] 님",
    "상담원 이영희가 불친절": "상담원 [name]가 불친절",
    "상담원 이영희 불친절": "상담원 [name] 불친절",
    "예금주: 홍길동": "예금주: [name]",
    "안녕하세요 남궁민수입니다": "안녕하세요 [name]입니다",
}


@pytest.mark.parametrize("text", HIDDEN)
def test_hidden(text):
    assert clean(text) == normalised(HIDDEN[text])


KEPT = [
    "19,000원에 샀는데 2,500,000원이 나왔어요",
    "It costs $1,299.99 and 12.50 a month",
    "2024-03-15 14:30에 주문",
    "2024.03.15부터 2024.04.14까지",
    "20240315 이후로",
    "on 15/03/2024 at 10:45:30",
    "주문번호 20240315001",
    "주문번호 2024031500012345",
    "order 20240315-0001234",
    "order #1234567890",
    "송장번호 123456789012 조회가 안 돼요",
    "version 1.2.3.4 and v10.0.0.1",
    "버전 3.14.15.92",
    "Windows 11 23H2, build 22631.3447",
    "100만원짜리 5개, 3번째 주문",
    "1588-1234로 걸었는데 안 받아요",
    "ticket 884123 and 884124",
    "call 3 times, 45 minutes each",
    "전화 3번 30분 대기",
    "1,234,567,890 views",
    "0.123456789012",
    "13-digit code 1234567890123",
    "2026-01-01 ~ 2026-12-31 10:00-18:00",
    "netflix.com is cheaper, see https://netflix.com",
    "@support please help",
    "look at that dot on the map",
    "this is terrible",
    "This is Great news",
    "hi there, hello team",
    "Dear Support Team,",
    "my name is misspelled on the invoice",
    "my name is not on the list",
    "I am called every day",
    "the agent was rude",
    "Mr bean",
    "저는 이용자입니다",
    "저는 학생입니다. 저는 주부입니다.",
    "저는 한국인입니다",
    "고객님 선생님 기사님 사장님 감사합니다",
    "구매자님 이용자님 강사님",
    "상담원 연결이 안 돼요",
    "오늘 날씨가 좋네요",
    "담당자 지정 부탁드려요",
    "최악입니다 정말입니다 이상입니다",
    "직원 전화 응대가 별로",
    "이름은 변경할 수 없나요",
    "이 은행 3년 썼어요",
]


@pytest.mark.parametrize("text", KEPT)
def test_kept(text):
    assert clean(text) == normalised(text)


FRAMES = st.sampled_from(
    [
        ("", ""),
        ("해지해 주세요 ", " 입니다."),
        ("연락처는 ", "이고 주문번호는 20240315001"),
        ("Please reach me: ", ", thanks!"),
        ("(", ")"),
        ("제 번호 ", " 19,000원 2024-03-15"),
        ("1개 샀어요. ", "\n감사합니다"),
    ]
)
SEPARATORS = st.sampled_from(["", "-", " ", ".", " - ", "–", "·", "−"])
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def digits(low, high):
    return st.text("0123456789", min_size=low, max_size=high)


@st.composite
def phones(draw):
    return (
        draw(st.sampled_from(["010", "011", "016", "02", "031", "070"])),
        draw(digits(4, 4)),
        draw(digits(4, 4)),
    )


@st.composite
def residents(draw):
    born = draw(st.dates(date(1930, 1, 1), date(2023, 12, 31)))
    kind = draw(st.sampled_from("1256" if born.year < 2000 else "3478"))
    return born.strftime("%y%m%d"), kind + draw(digits(6, 6))


@st.composite
def cards(draw):
    body = draw(st.sampled_from("3456")) + draw(digits(14, 14))
    last = next(check for check in "0123456789" if luhn(body + check))
    number = body + last
    return tuple(number[at : at + 4] for at in range(0, 16, 4))


@settings(deadline=None, max_examples=150)
@given(st.one_of(phones(), residents(), cards()), SEPARATORS, FRAMES, st.booleans())
def test_no_number_that_was_planted_is_left(groups, separator, frame, full_width):
    written = separator.join(groups)
    text = frame[0] + (written.translate(FULL_WIDTH) if full_width else written) + frame[1]
    left = re.sub(r"\D", "", clean(text).replace("20240315001", ""))
    assert "".join(groups) not in left
    assert MASK.search(clean(text))


@settings(deadline=None, max_examples=100)
@given(st.one_of(phones(), residents(), cards()), st.sampled_from([" ", ".", "-", " - "]))
def test_nor_with_every_digit_apart(groups, separator):
    text = separator.join("".join(groups))
    if groups[0] in ("02", "031", "070"):
        return  # only mobiles are told from other numbers when no group is seen
    assert not re.search(r"\d.{0,3}\d.{0,3}\d.{0,3}\d.{0,3}\d", clean(f"제 번호는 {text} 이에요"))


MAILS = st.from_regex(
    r"[a-z][a-z0-9._%+-]{0,20}[a-z0-9]@[a-z][a-z0-9-]{0,10}\.(?:com|co\.kr|io)", fullmatch=True
)


@settings(deadline=None)
@given(MAILS, st.sampled_from(["@", " @ ", "(at)", " (at) ", "[at]", "＠"]), FRAMES)
def test_no_address_that_was_planted_is_left(mail, sign, frame):
    local, _, host = mail.partition("@")
    found = clean(frame[0] + local + sign + host + frame[1])
    assert "[email]" in found
    assert host not in found


SURNAMES = st.sampled_from(list("김이박최정강조윤장임한오서신권황안송류홍"))
GIVEN = st.sampled_from(
    ["민수", "지훈", "영희", "서연", "하준", "도윤", "은지", "유진", "철수", "가은"]
)


@settings(deadline=None)
@given(
    SURNAMES,
    GIVEN,
    st.sampled_from(
        [
            "저는 {}입니다.",
            "제 이름은 {}이에요",
            "{} 고객님이라고 하던데",
            "담당자 {} 님 불친절",
            "{}님 감사해요",
            "성함: {}",
        ]
    ),
)
def test_no_name_that_was_introduced_is_left(surname, given_name, frame):
    assert surname + given_name not in clean(frame.format(surname + given_name))


PIECES = st.sampled_from(
    [
        *("010", "-", " ", ".", "1234", "5678", "4111", "+82", "(", ")", "900101", ":", ","),
        *("@", "a", "naver.com", "http://", "/", "?", "[phone]", "[", "]"),
        *("전화", "계좌", "저는 ", "김민수", "입니다", "님", "을", "my name is ", "John", "Dear "),
    ]
)


@settings(deadline=None, max_examples=400)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_masking_again_changes_nothing(text):
    once = shortened(clean(text))
    assert shortened(clean(once)) == once
