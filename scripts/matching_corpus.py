#!/usr/bin/env python3
"""Labelled pairs of a civil identity and exam files, for `tests/matching_corpus.rs`.

    scripts/matching_corpus.py > tests/fixtures/matching_corpus.ndjson

Every situation below says who owns which file, and so what the answer must be; it knows nothing of the
program. Each is played by several invented people. Nothing is random: the file comes out the same every
time. One JSON object a line:

    case, reason   what is tried, and why the answer is the right one
    identity       FranceConnect's claims
    files          exam files: a file is its versions; `candidat` as in the import contract
    verdict        UNIQUE, NONE or AMBIGUOUS
    own            for UNIQUE: the files that are shown, with the evidence for each
"""

import json
from copy import deepcopy

FRANCE = "99100"


def person(birth_name, given, born, sex, place, country=FRANCE):
    return {"nom": birth_name, "prenoms": given, "ne": born, "sexe": sex, "lieu": place, "pays": country}


IN_FRANCE = [
    person("VERNEUIL-TEST", ["Clémence", "Odile", "Marthe"], "2004-05-17", "F", "12202"),
    person("D'HAUTERIVE-TEST", ["N'Golo", "Éloi", "Paul"], "2006-04-30", "M", "93066"),
    person("CŒURDŒILLÉ-TEST", ["Anaïs", "Zoë", "Maïté"], "2000-06-21", "F", "67482"),
    person("POULIGUEN-TEST", ["Jean-Baptiste", "Yves", "Marie"], "2002-03-03", "M", "44109"),
    person("DE LA ROCHE-TEST", ["Aurélien", "Hugues", "Tancrède"], "1998-08-08", "M", "49007"),
    person("Brévelay-Test", ["simon", "Pierre", "Loïc"], "2005-09-05", "M", "56260"),
    person("ESTAING-TEST", ["Marie Ange", "Lise", "Rose"], "1999-12-24", "F", "48095"),
    person("LANGLADE-TEST-OUDIN", ["Thaïs", "Lou", "Inès"], "2007-10-12", "F", "21231"),
]
ABROAD = [
    person("SEQUEIRA-TEST", ["Inês", "Catarina", "Sofia"], "1997-03-19", "F", None, "99139"),
    person("DIAKITE-TEST", ["Aminata", "Fanta", "Awa"], "1996-07-14", "F", None, "99335"),
    person("NGUYEN-TEST", ["Van", "Minh", "Duc"], "1988-02-11", "M", None, "99243"),
    person("KOWALCZYK-TEST", ["Zofia", "Anna", "Ewa"], "1993-12-06", "F", None, "99122"),
]
LONG = [  # 25 and 32 characters fall inside a name, at a letter, before or after a hyphen
    person("MONTMORILLON-BEAUVOISINIERE-DE-LA-TOUR-TEST", ["Alix", "Jeanne"], "2001-02-03", "F", "35238"),
    person("VAN DER STRAETEN DE LA FONTAINE-TEST-DURAND", ["Hector"], "2003-04-05", "M", "59350"),
    person("RAZAFINDRAKOTOMALALATIANA-ANDRIANAIVO-TEST", ["Noro", "Lala"], "2002-06-07", "F", "97411"),
    person("LÉVÊQUE-DE-VILMORIN-BÉRANGER-TEST-SAINT-CYR", ["Côme", "Guy"], "2000-08-09", "M", "49007"),
]
# Two codes of one birthplace: FranceConnect's, the file's, why they are one.
ONE_PLACE = [
    ("75112", "75056", "Paris without its district"),
    ("69383", "69123", "Lyon without its district"),
    ("13208", "13055", "Marseille without its district"),
    ("75056", "75107", "a district of Paris on file"),
    ("2A004", "20004", "Ajaccio before 1976"),
    ("20033", "2B033", "Bastia since 1976"),
    ("92012", "75012", "Boulogne, Seine before 1968"),
    ("91228", "78228", "Évry, Seine-et-Oise before 1968"),
    ("01126", "01033", "a village merged into Valserhône"),
    ("01033", "01018", "the merged commune against a village of it"),
    ("97611", "98511", "Mayotte before 2008"),
    ("97701", "97123", "Saint-Barthélemy before 2008"),
    ("12202", None, "no commune on file"),
]
TWO_PLACES = [
    ("12202", "12145", "neighbours"),
    ("75107", "75112", "two districts of Paris"),
    ("69381", "69382", "two districts of Lyon"),
    ("75107", "69123", "a district of another city"),
    ("01126", "01018", "two villages that merged later"),
    ("2A004", "2B004", "the same number in the other department of Corsica"),
    ("92012", "75056", "Boulogne is not Paris"),
    ("20004", "2B033", "another town of Corsica"),
]

CASES = []


def identity(who, **claims):
    sexes = {"F": "female", "M": "male", "X": "unspecified"}
    written = {
        "family_name": who["nom"],
        "given_name": " ".join(who["prenoms"]),
        "given_name_array": who["prenoms"],
        "birthdate": who["ne"],
        "gender": sexes[who["sexe"]],
        "birthplace": who["lieu"] or "",
        "birthcountry": who["pays"],
    }
    return {**written, **claims}


def version(who, ina="10000001", session=2022, published=True, number=1, **changes):
    candidat = {
        "nomNaissance": who["nom"],
        "nomUsage": None,
        "prenoms": who["prenoms"],
        "dateNaissance": who["ne"],
        "sexe": who["sexe"],
        "communeNaissance": who["lieu"],
        "paysNaissance": who["pays"],
        **changes,
    }
    return {"ina": ina, "session": session, "published": published, "version": number, "candidat": candidat}


def file(who, **changes):
    return [version(who, **changes)]


def case(name, reason, claims, files, verdict, own=()):
    assert verdict in ("UNIQUE", "NONE", "AMBIGUOUS") and bool(own) == (verdict == "UNIQUE")
    number = 1 + sum(1 for known in CASES if known["case"].rsplit(" ", 1)[0] == name)
    CASES.append({
        "case": f"{name} {number:02}", "reason": reason, "identity": claims, "files": deepcopy(files),
        "verdict": verdict, "own": [{"file": index, "evidence": evidence} for index, evidence in own],
    })


def unique(name, reason, claims, files, *own):
    case(name, reason, claims, files, "UNIQUE", own or ((0, "L1"),))


def none(name, reason, claims, files):
    case(name, reason, claims, files, "NONE")


def ambiguous(name, reason, claims, files):
    case(name, reason, claims, files, "AMBIGUOUS")


def plain(text):
    import unicodedata
    text = text.replace("Œ", "OE").replace("œ", "oe")
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def other_day(date):
    year, month, day = date.split("-")
    return f"{year}-{month}-{int(day) % 28 + 1:02}"


def twin(who):
    return {**who, "prenoms": ["Philomène" if who["sexe"] == "F" else "Barnabé", *who["prenoms"][1:]]}


for who in IN_FRANCE + ABROAD + LONG:
    me = identity(who)
    bare = {"nomNaissance": plain(who["nom"]).upper(), "prenoms": [plain(n).upper() for n in who["prenoms"]]}
    split = {"prenoms": " ".join(who["prenoms"]).replace("-", " ").split()}
    unique("exact", "every field is equal", me, [file(who)])
    unique("capitals", "case and accents do not tell people apart", me, [file(who, **bare)])
    unique("hyphens", "hyphens get lost, and with them where a given name ends", me, [file(who, **split)])
    unique("usage name", "a usage name is never compared", me, [file(who, nomUsage="AUTRE-TEST")])
    unique("two exams", "one person, two exams", me, [file(who), file(who, session=2024)], (0, "L1"), (1, "L1"))
    unique("sex not on file", "unspecified on one side agrees", me, [file(who, sexe="X")])
    unique("sex not in the register", "unspecified on one side agrees", identity(who, gender="unspecified"),
           [file(who)])
    unique("twin", "the first given name tells twins apart", me, [file(twin(who), ina="2000000A"), file(who)],
           (1, "L1"))
    none("twin alone", "the twin's file is not mine", me, [file(twin(who))])
    none("nobody", "there is no file", me, [])

for who in IN_FRANCE + ABROAD:
    me = identity(who)
    name, given = who["nom"], who["prenoms"]
    for what, changed in [
        ("last letter", name[:-1] + "S"), ("one letter more", name + "E"), ("one letter less", name[:-1]),
        ("first letter", "Q" + name[1:]), ("letters swapped", name[1] + name[0] + name[2:]),
        ("first part alone", name.split("-")[0]),
    ]:
        none(f"birth name, {what}", "a letter makes another name", me, [file(who, nomNaissance=changed)])
    none("swapped names", "a given name is no birth name", me,
         [file(who, nomNaissance=given[0], prenoms=[name])])
    none("usage name as birth name", "matching on the usage name is never automatic",
         identity(who, preferred_username="EPOUX-TEST"), [file(who, nomNaissance="EPOUX-TEST")])
    none("first given name missing", "the first given name must be there in full", me,
         [file(who, prenoms=given[1:])])
    none("given names in another order", "order is part of the name", me, [file(who, prenoms=given[::-1])])
    none("one given name more", "the register knows all of them", me, [file(who, prenoms=[*given, "Zéphyr"])])
    none("initial", "an initial is no given name", me, [file(who, prenoms=[given[0][0]])])
    none("another day", "the date is compared whole", me, [file(who, dateNaissance=other_day(who["ne"]))])
    none("another year", "no tolerance on the year", me,
         [file(who, dateNaissance=str(int(who["ne"][:4]) - 1) + who["ne"][4:])])
    none("unknown day on file", "FranceConnect names another day than the first", me,
         [file(who, dateNaissance=who["ne"][:8] + "00")])
    none("another sex", "no tolerance on sex", me, [file(who, sexe="M" if who["sexe"] == "F" else "F")])
    none("name without a letter on file", "it equals nothing", me, [file(who, nomNaissance="李-1")])
    none("first given name without a letter", "the second does not pass for the first", me,
         [file(who, prenoms=["李", *given])])
    none("superseded civil status", "the corrected version counts", me,
         [[version(who), version(who, number=2, nomNaissance="CORRIGE-TEST")]])
    unique("corrected civil status", "the corrected version counts", me,
           [[version(who, nomNaissance="ERRONE-TEST"), version(who, number=2)]])
    unique("correction to come", "a correction under embargo changes nothing yet", me,
           [[version(who), version(who, number=2, published=False, nomNaissance="CORRIGE-TEST")]])

# R-PRENOM
for who in IN_FRANCE:
    me, first = identity(who), who["prenoms"][:1]
    for count in (1, 2):
        unique("R-PRENOM", "the file holds only the first given names", me,
               [file(who, prenoms=who["prenoms"][:count])], (0, "L2 R-PRENOM"))
    unique("R-PRENOM beside a twin", "the first given name is there in full", me,
           [file(who, prenoms=first), file(twin(who), ina="2000000A")], (0, "L2 R-PRENOM"))
    ambiguous("R-PRENOM twice", "the same first name under two INA may be two people", me,
              [file(who, prenoms=first), file(who, ina="2000000A", prenoms=who["prenoms"][:2])])
    ambiguous("R-PRENOM with a rival", "the file may be the one's whose other given names differ", me,
              [file(who, prenoms=first), file(who, ina="2000000A", prenoms=[*first, "Zéphyr"])])
    ambiguous("R-PRENOM contradicted", "the same INA shows other given names", me,
              [file(who, prenoms=first), file(who, session=2024, prenoms=[*first, "Zéphyr"])])
    unique("L1 before R-PRENOM", "an exact file decides alone", me,
           [file(who, ina="2000000A", prenoms=first), file(who)], (1, "L1"))
    unique("L1 and R-PRENOM of one INA", "two files of one candidate", me,
           [file(who, prenoms=first), file(who, session=2024)], (0, "L2 R-PRENOM"), (1, "L1"))
    none("half a first given name", "the first given name must be there in full",
         identity({**who, "prenoms": ["Rose-Aimée", "Lise"]}), [file(who, prenoms=["Rose"])])
    none("half a first given name with a space", "the list says that it is one name",
         identity({**who, "prenoms": ["Rose Aimée", "Lise"]}), [file(who, prenoms=["Rose"])])
    none("perhaps half a first given name", "without a list nobody knows that Rose is all of it",
         identity({**who, "prenoms": ["Rose Aimée", "Lise"]}, given_name_array=None),
         [file(who, prenoms=["Rose"])])
    unique("two given names without a list", "the first is there in full, one word or two",
           identity({**who, "prenoms": ["Rose Aimée", "Lise"]}, given_name_array=None),
           [file(who, prenoms=["Rose", "Aimée"])], (0, "L2 R-PRENOM"))
    none("a list that splits a compound name", "the text keeps Rose-Aimée together",
         identity({**who, "prenoms": ["Rose", "Aimée", "Lise"]}, given_name="Rose-Aimée Lise"),
         [file(who, prenoms=["Rose"])])
    none("a compound name on file", "Rose-Aimée is not Rose", identity({**who, "prenoms": ["Rose", "Aimée", "Lise"]}),
         [file(who, prenoms=["Rose-Aimée"])])
    none("a longer first given name", "Rosemarie does not begin with Rose",
         identity({**who, "prenoms": ["Rosemarie", "Lise"]}), [file(who, prenoms=["Rose"])])

# R-COG
for index, (here, there, why) in enumerate(ONE_PLACE):
    who = {**IN_FRANCE[index % len(IN_FRANCE)], "lieu": here}
    me, on_file = identity(who), {"communeNaissance": there}
    unique("R-COG", why, me, [file(who, **on_file)], (0, "L2 R-COG"))
    ambiguous("R-COG twice", "two people of one name may be born there", me,
              [file(who, **on_file), file(who, ina="2000000A", **on_file)])
    unique("L1 before R-COG", "an exact file decides alone", me, [file(who, ina="2000000A", **on_file), file(who)],
           (1, "L1"))
    ambiguous("R-COG and R-PRENOM", "one tolerance at most", me,
              [file(who, prenoms=who["prenoms"][:1], **on_file)])
    none("R-COG and another sex", "no tolerance on sex", me,
         [file(who, sexe="M" if who["sexe"] == "F" else "F", **on_file)])
    if there is None:
        ambiguous("no commune with a rival", "the file may be the namesake's born elsewhere", me,
                  [file(who, **on_file), file(who, ina="2000000A", communeNaissance="35238")])
        ambiguous("no commune contradicted", "the same INA was born elsewhere", me,
                  [file(who, **on_file), file(who, session=2024, communeNaissance="35238")])
for index, (here, there, why) in enumerate(TWO_PLACES):
    who = {**IN_FRANCE[index % len(IN_FRANCE)], "lieu": here}
    none("two places", why, identity(who), [file(who, communeNaissance=there)])
    unique("namesake elsewhere", "the place tells namesakes apart", identity(who),
           [file(who, ina="2000000A", communeNaissance=there), file(who)], (1, "L1"))
for who in IN_FRANCE:
    paris = {**who, "lieu": "75107"}
    ambiguous("city code with a rival", "the file may be the namesake's of another district", identity(paris),
              [file(paris, communeNaissance="75056"), file(paris, ina="2000000A", communeNaissance="75112")])
    ambiguous("city code in the register", "either district may be meant", identity({**who, "lieu": "75056"}),
              [file(paris), file(paris, ina="2000000A", communeNaissance="75112")])
    none("born abroad on file", "another country", identity(who),
         [file(who, communeNaissance=None, paysNaissance="99139")])

# R-DATE
for who in IN_FRANCE + ABROAD:
    for full, partial, why in [
        ("1996-07-01", "1996-07-00", "the day is not known"),
        ("1988-01-01", "1988-00-00", "the day and month are not known"),
        ("1988-01-01", "1988-01-00", "the day is not known"),
    ]:
        me = identity({**who, "ne": full})
        unique("R-DATE", why, me, [file(who, dateNaissance=partial)], (0, "L2 R-DATE"))
        unique("L1 before R-DATE", "an exact file decides alone", me,
               [file(who, ina="2000000A", dateNaissance=partial), file(who, dateNaissance=full)], (1, "L1"))
    ambiguous("R-DATE twice", "two people of one name may be born then", identity({**who, "ne": "1988-01-01"}),
              [file(who, dateNaissance="1988-00-00"), file(who, ina="2000000A", dateNaissance="1988-01-00")])
    for full, partial in [
        ("1988-01-01", "1987-00-00"), ("1988-07-01", "1988-00-00"), ("1988-07-01", "1988-01-00"),
        ("1988-01-02", "1988-01-00"), ("1988-02-01", "1988-01-01"),
    ]:
        none("no presumed date", "the dates do not say the same", identity({**who, "ne": full}),
             [file(who, dateNaissance=partial)])
    none("really born on 1 January", "a full date is that date", identity({**who, "ne": "1988-01-01"}),
         [file(who, dateNaissance="1988-01-02")])
    ambiguous("R-DATE and R-PRENOM", "one tolerance at most", identity({**who, "ne": "1988-01-01"}),
              [file(who, dateNaissance="1988-00-00", prenoms=who["prenoms"][:1])])
    if who["lieu"]:
        ambiguous("R-DATE and R-COG", "one tolerance at most", identity({**who, "ne": "1988-01-01"}),
                  [file(who, dateNaissance="1988-00-00", communeNaissance=None)])

# R-TRONC
for who in LONG:
    me = identity(who)
    for width in (25, 32):
        cut = {"nomNaissance": who["nom"][:width]}
        unique("R-TRONC", f"the field was {width} characters wide", me, [file(who, **cut)], (0, "L2 R-TRONC"))
        unique("R-TRONC in bare capitals", f"the field was {width} characters wide", me,
               [file(who, nomNaissance=plain(who["nom"]).upper()[:width])], (0, "L2 R-TRONC"))
        unique("L1 before R-TRONC", "an exact file decides alone", me,
               [file(who, ina="2000000A", **cut), file(who)], (1, "L1"))
        ambiguous("R-TRONC twice", "two long names may begin alike", me,
                  [file(who, **cut), file(who, ina="2000000A", **cut)])
        ambiguous("R-TRONC and R-COG", "one tolerance at most", me, [file(who, communeNaissance=None, **cut)])
        none("one letter short of the width", "a shorter name was not cut", me,
             [file(who, nomNaissance=who["nom"][:width - 1])])
        none("one letter beyond the width", "a longer name was not cut there", me,
             [file(who, nomNaissance=who["nom"][:width + 1])])
        none("another letter before the cut", "all of the field must agree", me,
             [file(who, nomNaissance=who["nom"][:width - 1] + "Q")])
        none("cut by the register", "only files are cut", identity({**who, "nom": who["nom"][:width]}),
             [file(who)])

# Births abroad
for who in ABROAD:
    me, first = identity(who), who["prenoms"][:1]
    ambiguous("abroad, first given name alone", "without a commune all given names are needed", me,
              [file(who, prenoms=first)])
    ambiguous("abroad under two INA", "a country is too large a place for two namesakes to be one", me,
              [file(who), file(who, ina="2000000A")])
    none("another country", "the country is compared", me, [file(who, paysNaissance="99134")])
    none("born in France on file", "another country", me,
         [file(who, communeNaissance=None, paysNaissance=FRANCE)])
    unique("a commune abroad", "no code of a town abroad is compared", me,
           [file(who, communeNaissance="99999")])

# Sex and INA
for who in IN_FRANCE:
    unspecified = identity(who, gender="unspecified")
    woman, man = file(who, sexe="F"), file(who, ina="2000000A", sexe="M")
    ambiguous("one sex too many", "the files are a woman's and a man's", unspecified, [woman, man])
    ambiguous("one sex too many, one INA", "one of the two files is somebody else's", unspecified,
              [woman, file(who, session=2024, sexe="M")])
    unique("two INA", "every field is equal, so one person had two numbers", identity(who),
           [file(who), file(who, ina="2000000A", session=2024)], (0, "L1"), (1, "L1"))
    ambiguous("two INA, one without sex", "they do not agree with each other", identity(who),
              [file(who), file(who, ina="2000000A", sexe="X")])
    ambiguous("a match and a doubt", "the doubtful file may be mine as well", identity(who),
              [file(who, communeNaissance=None),
               file(who, ina="2000000A", communeNaissance=None, prenoms=who["prenoms"][:1])])

for known in CASES:
    print(json.dumps(known, ensure_ascii=False))
