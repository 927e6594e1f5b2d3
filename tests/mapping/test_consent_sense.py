"""The sense of headers that speak of consent, in many spellings and languages."""

from __future__ import annotations

import pytest

from yotpo_lint.mapping.consent_sense import read_sense

EMAIL, SMS = "accepts_email_marketing", "accepts_sms_marketing"


@pytest.mark.parametrize(
    "header",
    [
        *("City", "State", "Status", "Email", "E-mail address", "Phone", "SMS", "Name", "Notes", "Source", "Company"),
        *("subscriber_email", "Subscriber Name", "customer_id", "Total Spent", "verified_email", "Order Count", "Mail"),
        *("Ville", "Telefonnummer", "Straße", "住所", "メールアドレス", "country_code", "address.address1", "Tags"),
        *("Date of birth", "Account Lock", "language_id", "Email Lists", "Group", "currency", "_id", "_deleted"),
    ],
)
def test_what_does_not_speak_of_consent(header: str) -> None:
    assert read_sense(header) is None


@pytest.mark.parametrize(
    ("header", "agrees"),
    [
        ("accepts_email_marketing", (EMAIL,)),
        ("Accepts SMS Marketing", (SMS,)),
        ("accepts_marketing", (EMAIL,)),
        ("Newsletter", (EMAIL,)),
        ("emailOptIn", (EMAIL,)),
        ("Email Marketing: Status", (EMAIL,)),
        ("defaultPhoneNumber.marketingState", ()),
        ("attributes.subscriptions.email.marketing.consent", (EMAIL,)),
        ("SMS subscriber status", (SMS,)),
        ("Consent", ()),
        ("Opted In", ()),
        ("Einwilligung E-Mail", (EMAIL,)),
        ("abonné à l'infolettre", (EMAIL,)),
        ("zgoda na newsletter", (EMAIL,)),
        ("согласие на рассылку", (EMAIL,)),
        ("メルマガ購読", (EMAIL,)),
        ("短信订阅", (SMS,)),
        ("이메일 수신동의", (EMAIL,)),
    ],
)
def test_where_a_yes_is_a_yes(header: str, agrees: tuple[str, ...]) -> None:
    sense = read_sense(header)
    assert sense is not None
    assert (sense.kind, sense.agrees) == ("opt-in", agrees)


@pytest.mark.parametrize(
    ("header", "feeds"),
    [
        ("Email Opt Out", (EMAIL,)),
        ("HasOptedOutOfEmail", (EMAIL,)),
        ("donotbulkemail", (EMAIL,)),
        ("doNotEmail", (EMAIL,)),
        ("hs_email_optout_4517084", (EMAIL,)),
        ("Opted out of email: One to One", (EMAIL,)),
        ("EMAIL_BLACKLISTED", (EMAIL,)),
        ("SMS_BLACKLISTED", (SMS,)),
        ("smsOptedOut", (SMS,)),
        ("Unsubscribed", (EMAIL,)),
        ("!subscribed", (EMAIL,)),
        ("is_not_subscribed", (EMAIL,)),
        ("no_newsletter", (EMAIL,)),
        ("No SMS", (SMS,)),
        ("Do Not Contact", (SMS, EMAIL)),
        ("dnd", (SMS, EMAIL)),
        ("DoNotCall", ()),
        ("Email Suppressions", (EMAIL,)),
        ("Abmeldung", (EMAIL,)),
        ("Keine Werbung", (SMS, EMAIL)),
        ("Widerspruch Werbung", (SMS, EMAIL)),
        ("désinscrit", (EMAIL,)),
        ("ne pas contacter", (SMS, EMAIL)),
        ("dado de baja", (EMAIL,)),
        ("No enviar correo", (EMAIL,)),
        ("disiscritto", (EMAIL,)),
        ("uitgeschreven", (EMAIL,)),
        ("geen nieuwsbrief", (EMAIL,)),
        ("descadastrado", (EMAIL,)),
        ("avregistrerad", (EMAIL,)),
        ("frameldt nyhedsbrev", (EMAIL,)),
        ("wypisany", (EMAIL,)),
        ("odhlášen", (EMAIL,)),
        ("leiratkozott", (EMAIL,)),
        ("dezabonat", (EMAIL,)),
        ("markkinointikielto", (SMS, EMAIL)),
        ("отписан", (EMAIL,)),
        ("відписаний", (EMAIL,)),
        ("配信停止", (EMAIL,)),
        ("邮件退订", (EMAIL,)),
        ("수신거부", (EMAIL,)),
    ],
)
def test_where_a_yes_is_a_no(header: str, feeds: tuple[str, ...]) -> None:
    sense = read_sense(header)
    assert sense is not None
    assert (sense.kind, sense.feeds) == ("opt-out", feeds)
    assert sense.agrees == ()


@pytest.mark.parametrize(
    "header",
    ["opt_out_date", "UNSUB_TIME", "unsubscribedAt", "Unsubscribe Reason", "Confirmed Opt-Out Date", "Abmeldedatum am"],
)
def test_where_whatever_stands_there_is_a_trace_of_a_refusal(header: str) -> None:
    sense = read_sense(header)
    assert sense is not None
    assert sense.kind == "trace"


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Email Marketing Consent Timestamp", "aside"),
        ("Opt-in date", "aside"),
        ("SMS Marketing: Level", "aside"),
        ("Consent Source", "aside"),
        ("Accepts WhatsApp Marketing", "aside"),
        ("Push opt in", "aside"),
        ("Agreed to terms", "aside"),
        ("Bounce Count", "aside"),
        ("Not unsubscribed", "unclear"),
        ("no opt out", "unclear"),
    ],
)
def test_where_no_answer_stands(header: str, kind: str) -> None:
    sense = read_sense(header)
    assert sense is not None
    assert (sense.kind, sense.answers, bool(sense.reason)) == (kind, False, True)


@pytest.mark.parametrize("header", ["Email Opt Out", "Newsletter", "UNSUB_TIME", "Do Not Contact", "City"])
@pytest.mark.parametrize(
    "spell",
    [
        str.upper,
        str.lower,
        lambda text: text.replace(" ", "_"),
        lambda text: f"{text} (optional)",
        lambda text: f" {text}*",
    ],
)
def test_spelling_does_not_matter(header: str, spell: object) -> None:
    assert callable(spell)
    assert read_sense(spell(header)) == read_sense(header)


# Beside an agreement, words that end it or that nobody knows: a yes there is never a yes.
KEPT = ["Newsletter", "Newsletter (optional)", "Exclusive newsletter", "On mailing list", "Samtycke e-post"]
ENDED = [
    "exclude_email_marketing",
    "Block newsletter",
    "newsletter_cancelled",
    "Removed from newsletter",
    "Newsletter gekündigt",
    "newsletter annulée",
    "newsletter bloqueado",
    "Newsletter annullata",
    "nieuwsbrief gestopt",
    "nyhetsbrev stoppat",
    "newsletter zablokowany",
    "bülten iptal",
    "рассылка отключена",
    "メルマガ不要",
    "뉴스레터 취소",
]


@pytest.mark.parametrize("header", KEPT)
def test_an_agreement_beside_other_words_stays_one(header: str) -> None:
    sense = read_sense(header)
    assert sense is not None
    assert sense.kind == "opt-in"


@pytest.mark.parametrize("header", ENDED)
def test_an_agreement_that_ended_is_a_refusal(header: str) -> None:
    sense = read_sense(header)
    assert sense is not None
    assert sense.kind == "opt-out"
    assert EMAIL in sense.refuses


def test_the_day_on_which_an_agreement_ended_is_a_trace_of_a_refusal() -> None:
    sense = read_sense("newsletter_cancelled_at")
    assert sense is not None
    assert sense.kind == "trace"


@pytest.mark.parametrize("header", ["Newsletter glorfed", "glorfed_email_marketing", "Old newsletter"])
def test_a_yes_under_an_unknown_word_is_not_taken(header: str) -> None:
    sense = read_sense(header)
    assert sense is not None
    assert (sense.kind, sense.agrees) == ("opt-in", ())
    assert EMAIL in sense.refuses


@pytest.mark.parametrize("header", ["mail_ok", "OK to e-mail?", "Can we email you?", "Lettre d'info", "Rundbrief"])
def test_plain_questions_are_asked_for_a_consent(header: str) -> None:
    sense = read_sense(header)
    assert sense is not None
    assert (sense.kind, EMAIL in sense.refuses) == ("opt-in", True)


@pytest.mark.parametrize("header", ["nomail", "Stop pub", "Não quer receber", "Brak zgody", "Не отправлять"])
def test_plain_refusals_bind(header: str) -> None:
    sense = read_sense(header)
    assert sense is not None
    assert (sense.kind, EMAIL in sense.refuses) == ("opt-out", True)


@pytest.mark.parametrize(
    "header",
    [
        *("Newsletterverzicht", "Werbeverzicht", "Nechce newsletter", "No pubblicità", "Ingen reklam", "メール不要"),
        *("ไม่รับข่าวสาร", "Không nhận email", "Atteicies", "לא לשלוח דיוור", "لغو اشتراک", "Left list", "Tackat nej"),
    ],
)
def test_refusals_of_more_languages_bind(header: str) -> None:
    sense = read_sense(header)
    assert sense is not None
    assert (sense.kind, EMAIL in sense.refuses, sense.is_doubtful) == ("opt-out", True, False)


@pytest.mark.parametrize("header", ["Newslettermuffel", "Newsletterende", "Email consent required", "opt-in pending"])
def test_a_part_of_a_word_that_nobody_knows_stops_a_yes(header: str) -> None:
    sense = read_sense(header)
    assert sense is not None
    assert (sense.kind, sense.agrees, sense.takes_away) == ("opt-in", (), True)


@pytest.mark.parametrize("header", ["Newsletter (yes/no)", "Newsletter ja/nein", "newsletter oui/non"])
def test_the_answers_to_a_question_do_not_change_its_sense(header: str) -> None:
    assert read_sense(header) == read_sense("Newsletter")


@pytest.mark.parametrize(
    "header",
    [
        *("Newsletter nein", "Had newsletter", "email_optin_0", "Lapsed subscriber", "Newsletter invitation"),
        *("Implied email consent", "Newsletter eligible", "Can't email", "Newsletter declined", "newsletter mai"),
        *("元メルマガ購読者", "未订阅邮件", "이메일 미수신", "бывший подписчик рассылки", "ei uutiskirjettä"),
    ],
)
def test_no_yes_is_taken_under_a_header_that_does_not_say_yes(header: str) -> None:
    sense = read_sense(header)
    assert sense is not None
    assert sense.agrees == ()


@pytest.mark.parametrize(
    "header",
    [
        *("Werbeeinwilligung E-Mail", "Sähköpostimarkkinointilupa", "abonnement newsletter", "メール配信希望"),
        *("Suscripción a boletín", "Zapisany do newslettera", "E-bülten izni", "Berlangganan newsletter", "SMS izni"),
    ],
)
def test_a_compound_of_known_words_is_an_agreement(header: str) -> None:
    sense = read_sense(header)
    assert sense is not None
    assert (sense.kind, bool(sense.agrees)) == ("opt-in", True)


@pytest.mark.parametrize("header", ["allow_sso", "Accepts glorf", "Order cancelled", "Promotions used", "Bus stop"])
def test_verbs_and_endings_of_something_else_do_not_speak_of_consent(header: str) -> None:
    assert read_sense(header) is None


@pytest.mark.parametrize("header", ["NL", "Promotions", "is_sub", "Contact by SMS", "Blocked", "Cancelled at"])
def test_what_may_be_about_goods_is_doubtful(header: str) -> None:
    sense = read_sense(header)
    assert sense is not None
    assert (sense.is_doubtful, sense.agrees, sense.feeds) == (True, (), ())


@pytest.mark.parametrize("header", ["Contact preference", "Email preferences", "Newsletter frequency", "Präferenz SMS"])
def test_a_choice_is_no_consent(header: str) -> None:
    sense = read_sense(header)
    assert sense is not None
    assert (sense.kind, sense.agrees) == ("preference", ())


@pytest.mark.parametrize("header", ["Subscribed until", "Newsletter bis"])
def test_until_when_is_not_whether(header: str) -> None:
    sense = read_sense(header)
    assert sense is not None
    assert sense.kind == "unclear"
