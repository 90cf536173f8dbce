"""Printed dates and clocks in the forms and languages of news pages, read as far as their words say it.

Months and the words around them are those that Unicode CLDR (release 45) lists as wide and abbreviated names.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

# January to December: wide names and abbreviations, in lower case and without stops.
_NAMES = {
    "en": "january jan,february feb,march mar,april apr,may,june jun,july jul,august aug,september sep sept,october oct,november nov,december dec",
    "de": "januar jan jänner jän,februar feb,märz mär mrz,april apr,mai,juni jun,juli jul,august aug,september sep sept,oktober okt,november nov,dezember dez",
    "fr": "janvier janv,février févr fév,mars,avril avr,mai,juin,juillet juil,août,septembre sept,octobre oct,novembre nov,décembre déc",
    "es": "enero ene,febrero feb,marzo mar,abril abr,mayo may,junio jun,julio jul,agosto ago,septiembre setiembre sept sep,octubre oct,noviembre nov,diciembre dic",
    "pt": "janeiro jan,fevereiro fev,março mar,abril abr,maio mai,junho jun,julho jul,agosto ago,setembro set,outubro out,novembro nov,dezembro dez",
    "it": "gennaio gen,febbraio feb,marzo mar,aprile apr,maggio mag,giugno giu,luglio lug,agosto ago,settembre set sett,ottobre ott,novembre nov,dicembre dic",
    "nl": "januari jan,februari feb,maart mrt,april apr,mei,juni jun,juli jul,augustus aug,september sep,oktober okt,november nov,december dec",
    "sv": "januari jan,februari feb,mars,april apr,maj,juni jun,juli jul,augusti aug,september sep sept,oktober okt,november nov,december dec",
    "da": "januar jan,februar feb,marts mar,april apr,maj,juni jun,juli jul,august aug,september sep,oktober okt,november nov,december dec",
    "no": "januar jan,februar feb,mars mar,april apr,mai,juni jun,juli jul,august aug,september sep,oktober okt,november nov,desember des",
    "fi": "tammikuuta,helmikuuta,maaliskuuta,huhtikuuta,toukokuuta,kesäkuuta,heinäkuuta,elokuuta,syyskuuta,lokakuuta,marraskuuta,joulukuuta",
    "pl": "stycznia sty,lutego lut,marca mar,kwietnia kwi,maja,czerwca cze,lipca lip,sierpnia sie,września wrz,października paź,listopada lis,grudnia gru",
    "tr": "ocak oca,şubat şub,mart,nisan nis,mayıs,haziran haz,temmuz tem,ağustos ağu,eylül eyl,ekim eki,kasım kas,aralık ara",
    "ru": "января янв,февраля февр фев,марта мар,апреля апр,мая,июня июн,июля июл,августа авг,сентября сент сен,октября окт,ноября нояб ноя,декабря дек",
    "uk": "січня січ,лютого лют,березня бер,квітня квіт,травня трав,червня черв,липня лип,серпня серп,вересня вер,жовтня жовт,листопада лист,грудня груд",
    "id": "januari jan,februari feb,maret mar,april apr,mei,juni jun,juli jul,agustus agu,september sep,oktober okt,november nov,desember des",
    "hu": "január jan,február febr feb,március márc,április ápr,május máj,június jún,július júl,augusztus aug,szeptember szept,október okt,november nov,december dec",
    "cs": "ledna led,února úno,března bře,dubna dub,května kvě,června čvn,července čvc,srpna srp,září zář,října říj,listopadu,prosince pro",
    "ro": "ianuarie ian,februarie feb,martie mar,aprilie apr,mai,iunie iun,iulie iul,august aug,septembrie sept,octombrie oct,noiembrie nov,decembrie dec",
    "ca": "gener,febrer,març,abril,maig,juny,juliol,agost,setembre,octubre,novembre,desembre",
    "bg": "януари,февруари,март,април,май,юни,юли,август,септември,октомври,ноември,декември",
    "el": "ιανουαρίου ιαν,φεβρουαρίου φεβ,μαρτίου μαρ,απριλίου απρ,μαΐου μαΐ,ιουνίου ιουν,ιουλίου ιουλ,αυγούστου αυγ,σεπτεμβρίου σεπ,οκτωβρίου οκτ,νοεμβρίου νοε,δεκεμβρίου δεκ",
    "he": "בינואר,בפברואר,במרץ,באפריל,במאי,ביוני,ביולי,באוגוסט,בספטמבר,באוקטובר,בנובמבר,בדצמבר",
    "ar": "يناير,فبراير,مارس,أبريل,مايو,يونيو,يوليو,أغسطس,سبتمبر,أكتوبر,نوفمبر,ديسمبر",
}


def _months() -> dict[str, int]:
    found: dict[str, int] = {}
    for names in _NAMES.values():
        for number, words in enumerate(names.split(","), start=1):
            for word in words.split():
                found.setdefault(word, number)
    return found


_MONTHS = _months()  # no name means two months in these languages
_YEAR_FIRST = re.compile(
    r"(?<![0-9])([0-9]{4})(?:[-/.]|[年년]\s?)([0-9]{1,2})(?:[-/.]|[月월]\s?)([0-9]{1,2})(?![0-9])[日일]?"
)
# as Hungarian writes the 6th of May: "2031. május 6."
_YEAR_NAME = re.compile(r"(?<![0-9])([0-9]{4})\.?\s([^\W\d_]{3,12})\.?\s([0-9]{1,2})(?![0-9:])\.?", re.IGNORECASE)
_EASTERN = re.compile(r"(?<![0-9])([0-9]{1,2})[月월]\s?([0-9]{1,2})[日일]")
_DOTTED = re.compile(r"(?<![0-9.:])([0-9]{1,2})\.\s?([0-9]{1,2})\.(?:\s?([0-9]{4}|[0-9]{2}(?![0-9:.])))?(?![0-9])")
_STROKED = re.compile(r"(?<![0-9/])([0-9]{1,2})[/-]([0-9]{1,2})(?:[/-]([0-9]{4}|[0-9]{2}))?(?![0-9/])")
_DAY_MONTH = re.compile(
    r"(?<![0-9:.])([0-9]{1,2})(?:st|nd|rd|th|er|\.|º)?\s(?:de\s|d['’])?([^\W\d_]{3,12})\b\.?(?:,?\s(?:de\s|del\s)?([0-9]{4})(?![0-9]))?",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    r"\b([^\W\d_]{3,12})\.?\s([0-9]{1,2})(?:st|nd|rd|th)?(?![0-9:.])(?:,?\s([0-9]{4})(?![0-9]))?", re.IGNORECASE
)
_CLOCK = re.compile(
    r"(?:(오전|오후|上午|下午|午前|午後)\s?)?(?<![0-9:.])([0-9]{1,2})\s?(?:[:.h時时点시]\s?([0-9]{2})(?::[0-9]{2})?(?![0-9:])(?!\.[0-9])|[時时点시](?=\s|\Z)|(?=\s?[ap]\.?m\b|\s(?:Uhr|uur|heures)\b))"
    r"[分분]?(?!%)\s?(?:([ap])\.?m\b\.?)?",
    re.IGNORECASE,
)
_EVENING = frozenset({"오후", "下午", "午後"})
_OFFSET = re.compile(r"\b(?:GMT|UTC)\s?([+-])\s?([0-9]{1,2})(?::?([0-9]{2}))?\b")
_ZONE = re.compile(r"\(?\b([A-Z]{2,5})\b\)?")
_ZONE_WORDS = re.compile(r"\b(\w+(?: \w+)? (?:standard |summer |daylight |mean )?time)\b", re.IGNORECASE)
_MAX_DAY = 40  # "Wednesday, 24 September 2031"
_MAX_WORDS = 6  # "Last updated on Tuesday at about" and the like may stand beside date and clock


_MINUTES = (
    "m|mins?|minutes?|minuten?|minutos?|minuti|minuto|minutter|minuter|minut[ay]?|dakika|минут[уы]?|мин|分鐘?|分钟|분"
)
_HOURS = "h|hrs?|hours?|stunden?|heures?|horas?|or[ae]|uur|timer?|timm(?:e|ar)|godzin[yę]?|saat|час(?:а|ов)?|時間|小时|小時|시간"
_AGO = re.compile(
    rf"(?:(?:about|vor|il y a|hace|há|för|for)\s)?(?P<number>[0-9]{{1,2}}|an?|one|un[ae]?|eine[rm]?)\s?(?:(?P<minute>{_MINUTES})|(?P<hour>{_HOURS}))"
    r"(?:\s?(?:ago|fa|geleden|siden|sedan|önce|назад|temu|前|전))?",
    re.IGNORECASE,
)


# as in "16:58 (il y a 2 heures)" and "20:28 IST / 18:58 UAE", but neither "(IST)" nor "(14:28 GMT)"
_AFTERTHOUGHT = re.compile(
    r"(?<=\S)\s?\((?=[^()]*\s)(?![A-Z]{2,4}\b)(?![^()]*[0-9][:.h][0-9])[^()]{4,40}\)$"
    r"|(?<=[A-Z]{2})\s?[/|]\s?[0-9]{1,2}[:.][0-9]{2}\s?(?:[aApP]\.?[mM]\.?\s)?[A-Z]{2,4}$"
)


class Printed(NamedTuple):
    """What a printed time says: clock, date and zone, each as far as it is there.

    `offset` is in minutes east of Greenwich, where it is printed as a number; `zone` is a word in capitals, unread.
    """

    hour: int
    minute: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    offset: int | None = None
    zone: str = ""


def plain_digits(text: str) -> str:
    """Return a text with the decimal digits of all scripts as those of ASCII."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


@lru_cache(maxsize=512)  # each clock of a page is asked for some three times: to find the posts, and to read them
def read_printed(text: str, language: str = "") -> Printed | None:
    """Read a printed time.

    Args:
        text: the words.
        language: of the page (BCP 47); tells 3/4 from 4/3: `en-US` prints the month first.

    Returns:
        What it says; None if there is no clock time in it, or numbers or words that say something else.
    """
    text = _AFTERTHOUGHT.sub("", " ".join(plain_digits(text).split()))
    rest, date = _take_date(text, language)
    found = next((match for match in _CLOCK.finditer(rest) if _hours(match) is not None), None)
    clock = _hours(found) if found is not None else None
    if found is None or clock is None:
        return None
    rest = f"{rest[: found.start()]} {rest[found.end() :]}"
    offset = None
    told = _OFFSET.search(rest)
    if told is not None:
        offset = (int(told[2]) * 60 + int(told[3] or 0)) * (-1 if told[1] == "-" else 1)
        rest = f"{rest[: told.start()]} {rest[told.end() :]}"
    zone = _ZONE_WORDS.search(rest) or _ZONE.search(rest)
    if any(char.isdigit() for char in rest) or len(rest.split()) > _MAX_WORDS:
        return None
    return Printed(*clock, *date, offset, zone[1] if zone is not None and offset is None else "")


def read_distance(text: str) -> tuple[int, str] | None:
    """Read how long ago something was, "12 minutes ago" or "vor 2 Stunden": a number, and `minute` or `hour`.

    Returns:
        None for other words, and for days and seconds.
    """
    found = _AGO.fullmatch(" ".join(plain_digits(text).split()))
    if found is None:
        return None
    number = int(found["number"]) if found["number"].isdecimal() else 1
    return number, "hour" if found["hour"] else "minute"


def read_day(text: str, language: str = "") -> tuple[int | None, int, int] | None:
    """Read a heading that is a day and no more: year (None where it is not printed), month and day.

    Returns:
        None for other headings: words beside the date are at most two, the day of the week among them.
    """
    text = " ".join(plain_digits(text).split())
    if len(text) > _MAX_DAY or not any(char.isdigit() for char in text):
        return None
    rest, (year, month, day) = _take_date(text, language)
    words = [word for word in re.split(r"[\W_]+", rest) if word]
    if month is None or day is None or len(words) > 2 or any(word.isdigit() for word in words):
        return None
    return year, month, day


def _hours(found: re.Match[str]) -> tuple[int, int] | None:
    hour, minute = int(found[2]), int(found[3] or 0)
    mark = (found[4] or "").lower() or (("p" if found[1] in _EVENING else "a") if found[1] else "")
    if mark:
        half = half_day(hour, is_evening=mark == "p")
        if half is None:
            return None
        hour = half
    return (hour, minute) if hour < 24 and minute < 60 else None


def half_day(hour: int, *, is_evening: bool) -> int | None:
    """Return the hour of the day that "am" or "pm" makes of an hour; None if the two contradict one another.

    Some templates print both: "20:28 PM" and "00:15 AM" say what their 24 hours say.
    """
    if 1 <= hour <= 12:
        return hour % 12 + 12 * is_evening
    return hour if (13 <= hour < 24 and is_evening) or (hour == 0 and not is_evening) else None


def _take_date(text: str, language: str) -> tuple[str, tuple[int | None, int | None, int | None]]:
    """Return a text without its date, and year, month and day."""
    for pattern, order in (
        (_YEAR_FIRST, "ymd"),
        (_YEAR_NAME, "ynd"),
        (_EASTERN, "md"),
        (_DOTTED, "dmy"),
        (_STROKED, "mdy" if language.lower() in ("en-us", "en_us") else "dmy"),
        (_DAY_MONTH, "dny"),
        (_MONTH_DAY, "ndy"),
    ):
        for found in pattern.finditer(text):
            date = _date(found, order)
            if date is not None:
                return f"{text[: found.start()]} {text[found.end() :]}", date
    return text, (None, None, None)


def _date(found: re.Match[str], order: str) -> tuple[int | None, int, int] | None:
    year: int | None = None
    month = day = 0
    for part, text in zip(order, found.groups(), strict=True):
        if part == "n":
            month = _MONTHS.get(text.lower(), 0)
        elif part == "m":
            month = int(text)
        elif part == "d":
            day = int(text)
        elif text:
            year = int(text) + (2000 if len(text) == 2 else 0)
    if month > 12 and "n" not in order and order != "ymd":
        month, day = day, month
    return (year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None
