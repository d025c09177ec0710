#!/usr/bin/env python3
"""Invented people and exam records of the sandbox.

    scripts/demo_content.py            write src/sandbox/content/{people.json,records.ndjson}
    scripts/demo_content.py --check    verify the two files (exit 1 at the first problem list)
    scripts/demo_content.py --table    print people, situation and expected answer as Markdown

Everything is in the hand-written tables below; nothing is random and nothing is read from outside,
so the files come out byte-identical every time. Standard library only (`--check` also validates
against the JSON Schema, when `jsonschema` is installed and the schema is given or found). The
build does not need this script: edit a table, run it, commit the result.

Nobody here is real: every family name but one carries the suffix “-TEST” (the one exception, two
letters long, has it in the first name) and every school is fictitious. `sub`, INA and numGestion are
cut from the SHA-256 of a label, except those of the contract's example, kept word for word so that
the request printed in the documentation works against the sandbox.

Marks are written in a small notation, one token per épreuve in the order of the programme:

    12.5            a mark
    11/13/15        the marks of the components; the épreuve takes their weighted mean
    K2022:11.5      a mark kept from session 2022 (CONSERVEE)
    ABS ABJ DI EX NN FR VA    no mark, see STATUS; also usable for a component

Arithmetic: mean of components and general average are rounded half up to two decimals; points =
mark × coefficient, exactly; DISPENSE, EXEMPTE and VALIDEE leave both sums; an unjustified absence
counts zero; an optional épreuve adds its points above 10 and no coefficient. When the jury has not
yet got, or has cancelled, some of the marks, there are no totals.
"""

import argparse
import hashlib
import json
import re
import sys
import unicodedata
from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONTENT = ROOT / "src" / "sandbox" / "content"
PEOPLE_FILE = CONTENT / "people.json"
RECORDS_FILE = CONTENT / "records.ndjson"
SCHEMA_NAME = "releve.schema.json"

FRANCE = "99100"
NEVER = "2099-07-06T10:00:00+02:00"  # a publication date nobody testing today will live to see
REFERENCE_INSTANT = datetime(2026, 11, 1, tzinfo=timezone.utc)  # "now", for --check and --table

STATUS = {
    "ABS": "ABSENT",
    "ABJ": "ABSENT_JUSTIFIE",
    "DI": "DISPENSE",
    "EX": "EXEMPTE",
    "NN": "NON_NOTEE",
    "FR": "FRAUDE",
    "VA": "VALIDEE",
}
OUT_OF_BOTH_SUMS = {"DISPENSE", "EXEMPTE", "VALIDEE"}
BARS_TOTALS = {"ABSENT_JUSTIFIE", "FRAUDE", "NON_NOTEE"}

# --- Programmes -------------------------------------------------------------------------------
# (code, label, coefficient, evaluation[, components]); components: (code, label, weight, evaluation)

T, C, CC, MIX = "TERMINALE", "CCF", "CONTROLE_CONTINU", "MIXTE"

PROGRAMMES = {
    "CGEA": {
        "diplome": "BAC_PRO",
        "libelle": "Baccalauréat professionnel",
        "specialite": "Conduite et gestion de l’entreprise agricole",
        "option": "Polyculture élevage",
        "first": 2019,
        "epreuves": [
            ("E1", "Langue française, langages, éléments d’une culture humaniste et compréhension du monde", 4, MIX, [
                ("E1-TF", "Écrit de français (2 h)", "2", T),
                ("E1-TH", "Écrit d’histoire-géographie (2 h)", "1", T),
                ("E1-C", "Trois CCF", "1", C),
            ]),
            ("E2", "Langue et culture étrangères", 1, C),
            ("E3", "Motricité, santé et socialisation par la pratique des APSAES", 1, C),
            ("E4", "Culture scientifique et technologique", 4, MIX, [
                ("E4-T", "Écrit de mathématiques-sciences (2 h)", "1", T),
                ("E4-C", "CCF", "3", C),
            ]),
            ("E5", "Choix techniques", 2, T),
            ("E6", "Pilotage de l’entreprise", 3, T),
            ("E7", "Pratiques professionnelles", 5, C, [
                ("E7-1", "CCF 1", "1.25", C),
                ("E7-2", "CCF 2", "1.25", C),
                ("E7-3", "CCF 3", "1.25", C),
                ("E7-4", "CCF 4", "1.25", C),
            ]),
        ],
    },
    "CANIN": {
        "diplome": "BAC_PRO",
        "libelle": "Baccalauréat professionnel",
        "specialite": "Conduite et gestion d’une entreprise du secteur canin et félin",
        "option": None,
        "first": 2014,
        "epreuves": [
            ("E1", "Langue française, langages, éléments d’une culture humaniste et compréhension du monde", 4, T),
            ("E2", "Langue et culture étrangères", 1, C),
            ("E3", "Motricité, santé et socialisation par la pratique des APSAES", 1, C),
            ("E4", "Culture scientifique et technologique", 4, T),
            ("E5", "Choix techniques", 2, T),
            ("E6", "Pilotage de l’entreprise", 3, T),
            ("E7", "Pratiques professionnelles", 5, C),
        ],
    },
    "STAV": {
        "diplome": "BAC_TECHNO",
        "libelle": "Baccalauréat technologique",
        "specialite": "Sciences et technologies de l’agronomie et du vivant (STAV)",
        "option": None,
        "first": 2021,
        "epreuves": [
            ("FR-E", "Français (écrit, anticipée)", 5, T),
            ("FR-O", "Français (oral, anticipée)", 5, T),
            ("PHI", "Philosophie", 4, T),
            ("GO", "Épreuve orale terminale", 14, T),
            ("SP1", "Épreuve de spécialité 1 : gestion des ressources et de l’alimentation", 16, T),
            ("SP2", "Épreuve de spécialité 2 : territoires et technologie", 16, T),
            ("CCF", "Moyenne des contrôles en cours de formation", 30, C, [
                ("CCF-HG", "Histoire-géographie", "1", C),
                ("CCF-ESC", "Éducation socioculturelle", "1", C),
                ("CCF-LVA", "Langue vivante A", "1", C),
                ("CCF-LVB", "Langue vivante B", "1", C),
                ("CCF-MAT", "Mathématiques", "1", C),
                ("CCF-TIM", "Technologies de l’informatique et du multimédia", "1", C),
                ("CCF-EPS", "Éducation physique et sportive", "1", C),
                ("CCF-SP", "Enseignements de spécialité", "1", C),
            ]),
            ("CC", "Moyenne du contrôle continu (cycle terminal)", 10, CC, [
                ("CC-LVA", "Langue vivante A", "1", CC),
                ("CC-LVB", "Langue vivante B", "1", CC),
                ("CC-EMC", "Enseignement moral et civique", "1", CC),
                ("CC-OPT", "Enseignement optionnel", "1", CC),
            ]),
        ],
    },
    "ACSAGRI": {
        "diplome": "BTSA",
        "libelle": "Brevet de technicien supérieur agricole",
        "specialite": "ACS’AGRI : analyse, conduite et stratégie de l’entreprise agricole",
        "option": None,
        "first": 2026,
        "professional": {"E4", "E5", "E6", "E7", "E8"},
        "ects": {"E1": 15, "E2": 9, "E3": 18, "E4": 15, "E5": 18, "E6": 15, "E7": 18, "E8": 12},
        "epreuves": [
            ("E1", "S’inscrire dans le monde d’aujourd’hui", 3, T),
            ("E2", "Construire son projet personnel et professionnel", 2, C),
            ("E3", "Communiquer dans des situations et des contextes variés", 3, C),
            ("E4", "Analyser le contexte et l’environnement de l’entreprise agricole", 3, C),
            ("E5", "Conduire les systèmes de production", 4, C),
            ("E6", "Assurer la gestion de l’entreprise", 3, C),
            ("E7", "Accompagner la stratégie de l’entreprise", 4, T),
            ("E8", "Mobiliser les acquis en situation professionnelle", 2, C),
        ],
    },
    "CAPA": {
        "diplome": "CAPA",
        "libelle": "Certificat d’aptitude professionnelle agricole",
        "specialite": "Métiers de l’agriculture",
        "option": "Ruminants",
        "first": 2017,
        "epreuves": [
            ("E1", "Agir dans des situations de la vie courante à l’aide de repères sociaux", 3, C),
            ("E2", "Mettre en œuvre des actions contribuant à construire sa motricité", 1, C),
            ("E3", "Interagir avec son environnement social", 2, C),
            ("E4", "Réaliser en sécurité des travaux sur les végétaux", 4, T),
            ("E5", "Réaliser en sécurité des travaux sur les animaux", 4, C),
            ("E6", "Effectuer des travaux d’entretien des matériels, équipements et bâtiments", 4, C),
            ("E7", "S’adapter à des enjeux professionnels particuliers", 2, C),
        ],
    },
    "BEPA": {
        "diplome": "BEPA",
        "libelle": "Brevet d’études professionnelles agricoles",
        "specialite": "Travaux agricoles et conduite d’engins",
        "option": None,
        "first": 2011,
        "epreuves": [
            ("E1", "Expression, communication et ouverture sur le monde", 4, C),
            ("E2", "Culture scientifique et éducation physique", 3, C),
            ("E3", "Pratiques professionnelles", 5, C),
        ],
    },
    # The two programmes of the contract's example, word for word.
    "EXAMPLE_CGEA": {
        "diplome": "BAC_PRO",
        "libelle": "Baccalauréat professionnel",
        "specialite": "Conduite et gestion de l’entreprise agricole",
        "option": "Polyculture élevage",
        "first": 2019,
        "epreuves": [
            ("E1", "Langue française, langages, éléments d’une culture humaniste et compréhension du monde", 4, MIX, [
                ("E1-TF", "Écrit de français", "2", T),
                ("E1-TH", "Écrit d’histoire-géographie", "1", T),
                ("E1-C", "Contrôles en cours de formation", "1", C),
            ]),
            ("E2", "Langue et culture étrangères", 1, C),
            ("E3", "Motricité, santé et socialisation", 1, C),
            ("E4", "Culture scientifique et technologique", 4, MIX),
            ("E5", "Choix techniques", 2, T),
            ("E6", "Pilotage de l’entreprise", 3, T),
            ("E7", "Pratiques professionnelles", 5, C),
        ],
    },
    "EXAMPLE_ACSE": {
        "diplome": "BTSA",
        "libelle": "Brevet de technicien supérieur agricole",
        "specialite": "Analyse, conduite et stratégie de l’entreprise agricole",
        "option": None,
        "first": 2015,
        "professional": {"E7"},
        "epreuves": [
            ("E1", "S’exprimer, communiquer et comprendre le monde", 6, T),
            ("E2", "Langue vivante", 4, C),
            ("E7", "Épreuve professionnelle", 14, T),
        ],
    },
}

# --- Schools: first seven digits of the UAI (its key letter is computed), name, commune, region ----

SCHOOLS = {
    "roque": ("0951099", "LEGTA fictif de La Roque", "Onet-le-Château", "Occitanie"),
    "auch": ("0329901", "LEGTA fictif des Trois Chênes", "Auch", "Occitanie"),
    "aurillac": ("0159902", "Lycée agricole fictif du Haut Pré", "Aurillac", "Auvergne-Rhône-Alpes"),
    "tulle": ("0199903", "CFPPA fictif de la Haute Corrèze", "Tulle", "Nouvelle-Aquitaine"),
    "clermont": ("0639904", "LEGTA fictif des Volcans", "Clermont-Ferrand", "Auvergne-Rhône-Alpes"),
    "nantes": ("0449905", "Lycée fictif Le Bocage", "Nantes", "Pays de la Loire"),
    "mende": ("0489906", "Maison familiale rurale fictive du Causse", "Mende", "Occitanie"),
    "angers": ("0499907", "Institut rural fictif des Deux Rivières", "Angers", "Pays de la Loire"),
    "strasbourg": ("0679908", "LEGTA fictif du Ried", "Strasbourg", "Grand Est"),
    "versailles": ("0789909", "Lycée agricole et horticole fictif de l’Étang", "Versailles", "Île-de-France"),
    "dijon": ("0219910", "LEGTA fictif de la Côte", "Dijon", "Bourgogne-Franche-Comté"),
    "vannes": ("0569911", "Lycée agricole fictif de la Ria", "Vannes", "Bretagne"),
    "ajaccio": ("7209912", "CFA agricole fictif de Corse", "Ajaccio", "Corse"),
    "papeete": ("9849913", "Lycée agricole fictif du Lagon", "Papeete", None),
    "lons": ("0399914", "LEGTA fictif du Premier Plateau", "Lons-le-Saunier", "Bourgogne-Franche-Comté"),
    "lepuy": ("0439915", "LEGTA fictif des Orgues", "Le Puy-en-Velay", "Auvergne-Rhône-Alpes"),
    "rennes": ("0359916", "LEGTA fictif des Marches", "Rennes", "Bretagne"),
    "albi": ("0819917", "Lycée agricole fictif des Rives", "Albi", "Occitanie"),
    "valence": ("0269918", "CFA agricole fictif de la Plaine", "Valence", "Auvergne-Rhône-Alpes"),
    "distance": ("0219919", "Centre fictif d’enseignement à distance", "Dijon", None),
    "long": (
        "0249920",
        "Établissement public local fictif d’enseignement et de formation professionnelle agricoles "
        "du Périgord vert, site des Métiers de l’élevage, de la forêt et de l’alimentation",
        "Saint-Pardoux-la-Rivière",
        "Nouvelle-Aquitaine",
    ),
}

# --- People -----------------------------------------------------------------------------------
# expect: what the service should answer once they are signed in: ("found", n) | ("unpublished",)
#         | ("none",) | ("ambiguous",), checked against the exact level of the matching policy;
#         | ("tolerated", rule): nothing at the exact level, one record by one tolerance.

PEOPLE = []
RECORDS = []  # (owner id, record), in the order of the tables


def person(id, fr, en, given, family, born, gender, place, country=FRANCE, *, expect, listed=True,
           usage=None, email=None, idp_birthdate=None, ina=None, ine=None):
    """Adds one person. `place` None: FranceConnect leaves `birthplace` out altogether."""
    label = hashlib.sha256(f"mon-releve sandbox person {id}".encode()).hexdigest()
    userinfo = {
        "sub": label + "v1",
        "given_name": " ".join(given),
        "given_name_array": given,
        "family_name": family,
        "birthdate": born,
        "gender": gender,
    }
    if place is not None:
        userinfo["birthplace"] = place
    userinfo["birthcountry"] = country
    if usage is not None:
        userinfo["preferred_username"] = usage
    userinfo["email"] = email or f"{id}@example.org"
    userinfo["idp_birthdate"] = idp_birthdate or born
    PEOPLE.append({
        "id": id,
        "situation": {"fr": fr.replace(" :", "\u00a0:"), "en": en},
        "listed": listed,
        "acr": "eidas1",
        "amr": ["fc", "pwd"],
        "userinfo": userinfo,
        # not written out:
        "_expect": expect,
        "_ina": ina or f"{int(label[:12], 16) % 10**8:08d}",
        "_ine": ine,
        "_records": 0,
    })


def record(programme, session, school, marks, decision, mention=None, *, modalite="SCOLAIRE", type="NORMALE",
           optional=(), labels=None, candidat=None, ects=None, published=None, version=1, outside_ccf=False,
           ina=None, num_gestion=None, deliberated=None, utc_offset="+02:00"):
    """Adds one record to the last person added. `candidat` overrides what the exam file holds."""
    owner = PEOPLE[-1]
    owner["_records"] += 1
    prog, info = PROGRAMMES[programme], owner["userinfo"]
    fr = info["birthcountry"] == FRANCE
    who = {
        "nomNaissance": info["family_name"],
        "nomUsage": info.get("preferred_username") or None,
        "prenoms": list(info["given_name_array"]),
        "dateNaissance": info["birthdate"],
        "sexe": {"female": "F", "male": "M", "unspecified": "X"}[info["gender"]],
        "communeNaissance": info["birthplace"] if fr else None,
        "paysNaissance": info["birthcountry"],
    }
    who.update(candidat or {})
    number, name, commune, region = SCHOOLS[school]
    lines = epreuves(prog, marks, optional, labels or {}, outside_ccf)
    usual, public = calendar(prog["diplome"], session, type, utc_offset)
    RECORDS.append((owner["id"], {
        "schemaVersion": 1,
        "ina": ina or owner["_ina"],
        "numGestion": num_gestion or management_number(f"{owner['id']} {owner['_records']}"),
        "ine": owner["_ine"],
        "candidat": who,
        "examen": {
            "diplome": prog["diplome"],
            "libelle": prog["libelle"],
            "specialite": prog["specialite"],
            "option": prog["option"],
            "session": session,
            "typeSession": type,
            "modalite": modalite,
            "region": region,
            "etablissement": {"uai": number + uai_key(number), "nom": name, "commune": commune},
        },
        "epreuves": lines,
        "totaux": totals(lines),
        "decision": decision,
        "mention": mention,
        "ects": ects,
        "dateDeliberation": deliberated or usual,
        "publieLe": published or public,
        "version": version,
    }))


def management_number(label):
    digest = hashlib.sha256(f"mon-releve sandbox file {label}".encode()).hexdigest()
    return f"{int(digest[:14], 16) % 10**10:010d}" + "ABCDEFGHJKLMNPRSTUVWXYZ"[int(digest[14:18], 16) % 23]


def uai_key(number):
    return "ABCDEFGHJKLMNPRSTUVWXYZ"[int(number) % 23]


def calendar(diplome, session, type, utc_offset):
    """Deliberation on a working day, publication the next day at 10 o'clock, local time."""
    month, day = (9, 15) if type == "REMPLACEMENT" else (6, 25) if diplome == "BTSA" else (7, 1)
    deliberated = date(session, month, day)
    while deliberated.weekday() > 3:
        deliberated += timedelta(days=1)
    return deliberated.isoformat(), f"{deliberated + timedelta(days=1)}T10:00:00{utc_offset}"


# --- Arithmetic -------------------------------------------------------------------------------

CENT = Decimal("0.01")


def half_up(value):
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def two(value):
    return f"{half_up(Decimal(value)):.2f}"


def mark(token):
    """One token of the notation → (note or None, statut, sessionConservee or None)."""
    if token in STATUS:
        return None, STATUS[token], None
    kept = re.fullmatch(r"K(\d{4}):(.+)", token)
    if kept:
        return two(kept[2]), "CONSERVEE", int(kept[1])
    return two(token), "NOTEE", None


def weighted_mean(parts):
    """Of the components that have a mark; those without one leave both sums."""
    marked = [p for p in parts if p["note"] is not None]
    weights = sum(Decimal(p["coefficient"]) for p in marked)
    return half_up(sum(Decimal(p["coefficient"]) * Decimal(p["note"]) for p in marked) / weights)


def epreuves(prog, marks, optional, labels, outside_ccf):
    tokens = marks.split()
    assert len(tokens) == len(prog["epreuves"]), (prog["specialite"], marks)
    lines = []
    for token, (code, libelle, coefficient, evaluation, *components) in zip(tokens, prog["epreuves"]):
        line = {
            "code": code,
            "libelle": labels.get(code, libelle),
            "evaluation": T if outside_ccf else evaluation,
            "coefficient": str(coefficient),
        }
        parts = []
        if "/" in token:
            pieces = token.split("/")
            assert len(pieces) == len(components[0]), (code, token)
            for piece, (part_code, part_label, weight, part_evaluation) in zip(pieces, components[0]):
                note, statut, kept = mark(piece)
                part = {"code": part_code, "libelle": part_label, "evaluation": part_evaluation,
                        "coefficient": weight, "note": note, "statut": statut}
                if kept:
                    part["sessionConservee"] = kept
                parts.append(part)
            note, statut, kept = str(weighted_mean(parts)), "NOTEE", None
        else:
            note, statut, kept = mark(token)
        if statut == "VALIDEE":
            line["coefficient"] = None
        line["note"] = note
        line["points"] = None if note is None else two(Decimal(note) * coefficient)
        line["statut"] = statut
        if kept:
            line["sessionConservee"] = kept
        if parts:
            line["composantes"] = parts
        lines.append(line)
    for n, (libelle, token) in enumerate(optional, start=1):
        note, statut, _ = mark(token)
        lines.append({
            "code": f"EF{n}",
            "libelle": f"Épreuve facultative : {libelle}",
            "nature": "FACULTATIVE",
            "evaluation": C,
            "coefficient": None,
            "note": note,
            "points": None if note is None else two(max(Decimal(0), Decimal(note) - 10)),
            "statut": statut,
        })
    return lines


def totals(lines):
    required = [l for l in lines if l.get("nature") != "FACULTATIVE"]
    counted = [l for l in required if l["statut"] not in OUT_OF_BOTH_SUMS]
    if not counted or any(l["statut"] in BARS_TOTALS for l in counted) or all(l["note"] is None for l in counted):
        return None
    points = sum(Decimal(l["points"]) for l in lines if l["points"] is not None)
    coefficients = sum(Decimal(l["coefficient"]) for l in counted)
    return {"points": two(points), "coefficients": str(coefficients), "moyenne": str(half_up(points / coefficients))}


# --- The tables -------------------------------------------------------------------------------

person("nominal-f", "Deux relevés, bac pro puis BTSA", "Two transcripts, bac pro then BTSA",
       ["Solène", "Mathilde", "Inès"], "MARRONNIER-TEST", "2006-03-22", "female", "32013",
       expect=("found", 2), ine="210034567BC")
record("CGEA", 2024, "auch", "13.5/12/15 14.5 16 11.5/14.5 15 13 15.5/16/14.5/17", "ADMIS", "B",
       optional=[("hippologie et équitation", "15.5")])
record("ACSAGRI", 2026, "auch", "12.5 14 13 13.5 14.25 12 13.75 16", "ADMIS", ects=120)

person("contract-example", "Les deux relevés d’exemple de la documentation, dont un BTSA ajourné",
       "The documentation’s two example transcripts, one BTSA adjourned",
       ["Clémence", "Odile", "Marthe"], "VERNEUIL-TEST", "2004-05-17", "female", "12202",
       expect=("found", 2), ina="12345678", ine="123456789AB")
record("EXAMPLE_CGEA", 2022, "roque", "11/13/15 14 DI 10.75 16 13.5 15.25", "ADMIS", "AB",
       optional=[("hippologie et équitation", "14")], num_gestion="0000000000X",
       deliberated="2022-07-05", published="2022-07-06T10:00:00+02:00")
record("EXAMPLE_ACSE", 2024, "roque", "11 K2023:12 ABS", "AJOURNE", num_gestion="0000000017K",
       deliberated="2024-06-28", published="2024-07-02T10:00:00+02:00")

person("nominal-m-one-name", "Un seul prénom, un relevé de bac pro", "A single first name, one bac pro transcript",
       ["Basile"], "NOISETIER-TEST", "2005-06-09", "male", "15014", expect=("found", 1), ine="0123456789K")
record("CANIN", 2023, "aurillac", "12 11.5 14 12.25 13 12.5 13.75", "ADMIS", "AB")

person("three-records", "Trois relevés : CAPa, bac pro et BTSA", "Three transcripts: CAPa, bac pro and BTSA",
       ["Romain", "Gilles"], "BOCAGEAU-TEST", "2003-09-17", "male", "85191",
       expect=("found", 3), ine="2019A04512C")
record("CAPA", 2020, "nantes", "11 14 12 13.5 12 15 13", "ADMIS", modalite="APPRENTISSAGE")
record("CGEA", 2023, "nantes", "9.5/10/11.5 10 13 9/11 11.5 12 13/12.5/14/13.5", "ADMIS")
record("ACSAGRI", 2026, "nantes", "9.5 12 11 10.5 12.5 10 11.25 13", "ADMIS", modalite="APPRENTISSAGE", ects=120)

person("unknown", "Inconnue du service des examens : aucun relevé", "Unknown to the exam service: no transcript",
       ["Ambre", "Lucie"], "PERCENEIGE-TEST", "2005-12-21", "female", "24322", expect=("none",))

person("not-yet-published", "Résultats pas encore publiés : rien n’est visible", "Results not yet published: nothing shows",
       ["Jules", "Antonin"], "PATIENCE-TEST", "2008-05-30", "male", "46042", expect=("unpublished",))
record("CGEA", 2026, "auch", "12/13.5/14 12 15 10.5/13 13 12 14/13.5/15/14.5", "ADMIS", "AB", published=NEVER)

person("partly-published", "Bac pro visible, BTSA pas encore publié", "Bac pro visible, BTSA not yet published",
       ["Nina", "Capucine"], "DEMISAISON-TEST", "2006-01-11", "female", "18033", expect=("found", 1))
record("CGEA", 2024, "clermont", "12/11/13.5 13 14.5 11/12 12 13 13.5/14/12/14.5", "ADMIS", "AB")
record("ACSAGRI", 2026, "clermont", "11 13 12.5 12 13 11.5 12 14", "ADMIS", ects=120, published=NEVER)

# Decisions and marks

person("adjourned", "Ajourné : moyenne inférieure à 8", "Adjourned: average below 8",
       ["Théo", "Marcel"], "RATISSEAU-TEST", "2007-02-08", "male", "23096", expect=("found", 1))
record("CGEA", 2025, "tulle", "6.5/7/8 9 11 5/7.5 8 7 9.5/9/8.5/10", "AJOURNE")

person("resit-allowed", "Autorisée à passer l’épreuve de contrôle (second groupe)", "Allowed to sit the second-group resit",
       ["Manon", "Lise"], "RATTRAPELLE-TEST", "2008-01-19", "female", "58194", expect=("found", 1))
record("CANIN", 2026, "dijon", "8.5 10 12 8 9.5 9 11.5", "AUTORISE_2E_GROUPE")

person("absent", "Absent à toutes les épreuves", "Absent from every exam paper",
       ["Enzo", "Gabriel"], "BUISSONNIER-TEST", "2007-06-06", "male", "71270", expect=("found", 1))
record("CANIN", 2025, "distance", "ABS ABS ABS ABS ABS ABS ABS", "ABSENT", modalite="DISTANCE", outside_ccf=True)

person("exempted", "Dispense de langue et exemption d’EPS, admise", "Language waived, sports exempted, passed",
       ["Jade", "Victoire"], "REPOSOIR-TEST", "2007-04-13", "female", "74010", expect=("found", 1))
record("CGEA", 2025, "aurillac", "14/12.5/13 DI EX 13/14.5 15 14.5 15/16/15.5/14", "ADMIS", "B",
       optional=[("pratiques sociales et culturelles", "8.5"), ("engagement citoyen", "NN")])

person("corrected", "Relevé corrigé par le jury : version 2", "Transcript corrected by the jury: version 2",
       ["Louis", "Édouard"], "RECTIFEL-TEST", "2007-10-02", "male", "05061", expect=("found", 1))
record("CGEA", 2025, "valence", "12.5/13/14 13 12 12/13.5 14.5 13 14.5/14/13.5/13", "ADMIS", "AB", version=2,
       optional=[("langue vivante", "17")])

person("kept-marks", "Ajournée puis admise : notes conservées, pas de mention", "Adjourned then passed: kept marks, no honours",
       ["Agathe", "Simone"], "REPRISIER-TEST", "2004-10-09", "female", "79191", expect=("found", 2))
record("CANIN", 2022, "distance", "4 15.5 16 3 7 4 14.75", "AJOURNE", modalite="INDIVIDUEL", outside_ccf=True)
record("CANIN", 2023, "distance", "15 K2022:15.5 K2022:16 14.5 16 15.75 K2022:14.75", "ADMIS",
       modalite="INDIVIDUEL", outside_ccf=True)

person("replacement", "Absence justifiée, puis admis à la session de remplacement",
       "Justified absence, then passed the replacement session",
       ["Mathis", "Émilien"], "SEPTEMBRAL-TEST", "2007-08-28", "male", "53130", expect=("found", 2))
record("CANIN", 2025, "angers", "12.5 13 12 13.5 ABJ ABJ 14", "REPORT_SESSION")
record("CANIN", 2025, "angers", "12.5 13 12 13.5 11.5 12 14", "ADMIS", "AB", type="REMPLACEMENT")

person("eliminated", "Éliminé pour fraude : épreuve annulée", "Eliminated for fraud: one paper cancelled",
       ["Dorian", "Alexis"], "ANTISECHE-TEST", "2006-12-15", "male", "51108", expect=("found", 1))
record("CANIN", 2024, "strasbourg", "FR 11 13 10.5 12 11 13.5", "ELIMINE")

person("pending", "Délibération en attente : une épreuve non notée", "Jury decision pending: one paper unmarked",
       ["Louane", "Gaëlle"], "ATTENTILLE-TEST", "2007-11-23", "female", "29232", expect=("found", 1))
record("STAV", 2026, "rennes",
       "11 13 9 12 NN 10.5 12/13/11/14/9.5/15/13/12.5 12/11.5/14/13", "EN_ATTENTE")

person("capa-progressive", "CAPa progressif : notes conservées, même sous 10", "Progressive CAPa: kept marks, even below 10",
       ["Mélissa"], "PASAPAS-TEST", "2005-03-31", "female", "03190", expect=("found", 1))
record("CAPA", 2024, "clermont", "K2022:8.5 K2022:12 K2023:9 12.5 11 K2023:13 10.5", "ADMIS")

person("capa-adjourned", "CAPa ajourné, en apprentissage", "CAPa adjourned, as an apprentice",
       ["Killian"], "ESSARTIER-TEST", "2007-03-12", "male", "08105", expect=("found", 1), ine="2023A07741H")
record("CAPA", 2025, "strasbourg", "7 11 8.5 8 9.5 ABS 10", "AJOURNE", modalite="APPRENTISSAGE")

person("stav-means", "Bac STAV : moyennes de CCF et dispense d’une langue", "STAV: means of coursework marks, one language waived",
       ["Axel", "Corentin"], "MOYENNAC-TEST", "2008-04-04", "male", "24322", expect=("found", 1))
record("STAV", 2026, "long",
       "10 12 11.5 14 12.5 13 12.5/14/13/DI/11/15.5/16/13.5 12/DI/14.5/15", "ADMIS", "AB")

person("bepa-historic", "BEPA de 2015, puis bac pro", "BEPA from 2015, then bac pro",
       ["Kévin", "Alain"], "ANTANVILLE-TEST", "1998-03-05", "male", "10387", expect=("found", 2), ine="1234567890P")
record("BEPA", 2015, "strasbourg", "11.5 10.25 14", "ADMIS")
record("CANIN", 2016, "strasbourg", "10 9 13.5 10.5 11 10 13", "ADMIS")

person("bepa-refused", "BEPA refusé en 2016, obtenu en 2017", "BEPA failed in 2016, passed in 2017",
       ["Jordan", "Michel"], "SILLONNET-TEST", "1999-05-26", "male", "02408", expect=("found", 2))
record("BEPA", 2016, "versailles", "7.5 8 10.5", "REFUSE")
record("BEPA", 2017, "versailles", "9.5 10 12.75", "ADMIS")

person("btsa-ects", "BTSA semestriel admis, 120 crédits ECTS", "Semester-based BTSA passed, 120 ECTS credits",
       ["Clara", "Apolline"], "SEMESTRIEL-TEST", "2005-08-24", "female", "65440", expect=("found", 1))
record("ACSAGRI", 2026, "albi", "13 15 14.5 12 15.25 13.5 14 17", "ADMIS", ects=120)

person("btsa-floor", "BTSA ajourné malgré 10 de moyenne : épreuve sous 6", "BTSA adjourned despite passing average: one paper below 6",
       ["Quentin", "Rémi"], "PLANCHER-TEST", "2005-02-19", "male", "70550", expect=("found", 1))
record("ACSAGRI", 2026, "lons", "14 15 14.5 12 13 12.5 5.5 13", "AJOURNE", ects=102)

# Shapes of identity that are found exactly

person("usage-name", "Nom d’usage : retrouvée par son nom de naissance", "Married name: found by her birth name",
       ["Ludivine", "Claire"], "GENTIANE-TEST", "1992-11-30", "female", "19272",
       usage="AUBÉPINE-TEST", expect=("found", 1))
record("CAPA", 2019, "tulle", "VA VA VA VA VA VA VA", "ADMIS", modalite="FORMATION_CONTINUE")

person("usage-name-empty", "Nom d’usage transmis vide, un relevé", "Married name sent empty, one transcript",
       ["Firmin", "Joseph"], "CHARMILLE-TEST", "2001-04-16", "male", "63113",
       usage="", expect=("found", 1), listed=False)
record("CGEA", 2019, "clermont", "10/9/11.5 9.5 12 9/11 11 10.5 12/11.5/13/12", "ADMIS")

person("compound-first-name", "Prénom composé, écrit sans trait d’union au dossier", "Hyphenated first name, filed without hyphen",
       ["Pierre-Aimé", "Luc"], "GENEVRIER-TEST", "2003-01-27", "male", "44109", expect=("found", 1))
record("CGEA", 2021, "nantes", "16/17.5/16 17 18 15.5/17 16 17.5 17/16.5/18/17.5", "ADMIS", "TB",
       candidat={"nomNaissance": "GENEVRIER TEST", "prenoms": ["PIERRE AIME", "LUC"]})

person("first-name-with-space", "Prénom avec une espace, trait d’union au dossier", "First name with a space, hyphenated on file",
       ["Rose Aimée", "Lucie"], "BRUYERE-TEST", "2000-12-12", "female", "48095", expect=("found", 1))
record("CANIN", 2018, "mende", "11 12 13 10 12.5 11.5 12", "ADMIS",
       candidat={"prenoms": ["Rose-Aimée", "Lucie"]})

person("many-first-names", "Six prénoms, tous au dossier", "Six first names, all on file",
       ["Amaury", "Hilaire", "Marie", "Théodore", "Louis", "Anselme"], "DE LA SAULAIE-TEST", "1999-08-19", "male", "49007",
       expect=("found", 1))
record("CANIN", 2017, "angers", "13 12 15 11.5 13.5 12 14.25", "ADMIS", "AB",
       candidat={"nomNaissance": "de La Saulaie-Test"})

person("accents-ligatures", "Accents et ligatures, en capitales nues au dossier", "Accents and ligatures, plain capitals on file",
       ["Maïwenn", "Zoë", "Noëlle"], "VŒUGÉLIN-TEST", "2003-02-14", "female", "67482", expect=("found", 1))
record("STAV", 2021, "strasbourg",
       "13 16 12 15 14.5 14 14/15.5/13/12.5/13/16/17/15 15/14/16.5/15", "ADMIS", "B",
       candidat={"nomNaissance": "VOEUGELIN-TEST", "prenoms": ["MAIWENN", "ZOE", "NOELLE"]})

person("apostrophe", "Apostrophes droites, typographiques au dossier", "Straight apostrophes, curly ones on file",
       ["M'Baye", "Éloi"], "D'ORMEAU-TEST", "2006-09-03", "male", "93066", expect=("found", 1))
record("STAV", 2024, "versailles",
       "11 12.5 10 13 12 12.5 11/13/12.5/14/10/13.5/15/12 12/13/13.5/14", "ADMIS", "AB",
       candidat={"nomNaissance": "D’ORMEAU-TEST", "prenoms": ["M’Baye", "Éloi"]})

person("double-surname", "Double nom à double tiret, félicitations du jury", "Double surname with double dash, jury’s congratulations",
       ["Thelma"], "TILLEUL-TEST-GRANGIER", "2007-07-05", "female", "21231", expect=("found", 1))
record("STAV", 2025, "dijon",
       "18 19.5 17 19 18.5 18 19/18/19.5/18/18.5/20/17.5/19 19/18.5/20/18", "ADMIS", "TB_FELICITATIONS",
       candidat={"nomNaissance": "TILLEUL-TEST--GRANGIER"})

person("short-name", "Nom de deux lettres, née à Paris un 29 février", "Two-letter surname, born in Paris on 29 February",
       ["Lan-Test"], "OÉ", "2004-02-29", "female", "75113", expect=("found", 1))
record("CANIN", 2022, "versailles", "14.5 15 13 14 15.5 14 15", "ADMIS", "B")

person("lowercase-register", "Nom en minuscules, en capitales au dossier", "Lower-case name, capitals on file",
       ["ronan", "Hervé"], "Kerlévenez-Test", "2005-10-01", "male", "56260", expect=("found", 1), listed=False)
record("CGEA", 2023, "vannes", "11.5/12/10.5 12 13 10/12.5 13 12 12.5/13/13.5/12", "ADMIS", "AB",
       candidat={"nomNaissance": "KERLÉVENEZ-TEST", "prenoms": ["RONAN", "HERVÉ"]})

person("corsica-2a", "Née en Corse (2A), CAPa en apprentissage", "Born in Corsica (2A), CAPa as an apprentice",
       ["Livia"], "PINZUTELLI-TEST", "2003-05-29", "female", "2A004", expect=("found", 1), ina="2A026B00417")
record("CAPA", 2021, "ajaccio", "12 13.5 11 14 15 12.5 13", "ADMIS", modalite="APPRENTISSAGE")

person("overseas-polynesia", "Née et diplômée en Polynésie française", "Born and graduated in French Polynesia",
       ["Hinatea", "Poema"], "TEMANAVA-TEST", "2004-04-17", "female", "98735", expect=("found", 1), ina="00472913")
record("CAPA", 2022, "papeete", "10.5 14 12 13 12.5 11 12", "ADMIS", utc_offset="-10:00")

person("foreign-portugal", "Née au Portugal, un relevé retrouvé", "Born in Portugal, one transcript found",
       ["Beatriz", "Filipa"], "CARVALHEIRA-TEST", "2005-01-20", "female", "", "99139", expect=("found", 1))
record("STAV", 2023, "versailles",
       "9.5 12 8 11 10.5 10 12/13/11/15.5/8.5/12/13.5/11 11/14/12/12.5", "ADMIS")

person("foreign-no-birthplace-key", "Né au Maroc, lieu de naissance non transmis", "Born in Morocco, birthplace not sent",
       ["Anouar"], "BENZITOUNI-TEST", "2002-10-18", "male", None, "99350", expect=("found", 1), listed=False)
record("CGEA", 2020, "mende", "10.5/11/12 14 13.5 9.5/11 12 11.5 13/12/12.5/13.5", "ADMIS")

person("real-first-january", "Vraiment né un 1er janvier", "Really born on 1 January",
       ["Étienne"], "ETRENNIER-TEST", "1988-01-01", "male", "50502", expect=("found", 1))
record("CAPA", 2018, "tulle", "12 10 13 14.5 13 12 14", "ADMIS", modalite="FORMATION_CONTINUE")

person("gender-unspecified", "Sexe non précisé, au dossier aussi", "Gender unspecified, on file too",
       ["Charlie", "Sacha"], "FRENAIE-TEST", "2003-08-08", "unspecified", "39300", expect=("found", 1))
record("CGEA", 2021, "lons", "12/12.5/11 11 14 12/11.5 12.5 11 13.5/13/14/12.5", "ADMIS", "AB")

person("minor", "Mineur, CAPa obtenu en 2026", "Under 18, CAPa passed in 2026",
       ["Timéo"], "CHEVRETTE-TEST", "2010-09-14", "male", "26362", expect=("found", 1))
record("CAPA", 2026, "valence", "11 15 12.5 12 13.5 14 11.5", "ADMIS", modalite="APPRENTISSAGE")

# People who look alike

person("twin-a", "Jumelle de Lilou : admise, son relevé seulement", "Lilou’s twin: passed, only her own transcript",
       ["Lison", "Aurore"], "PASTURAL-TEST", "2006-11-11", "female", "43157",
       email="famille.pastural@example.org", expect=("found", 1))
record("STAV", 2024, "lepuy",
       "14 15 13.5 15 14 15.5 15/16/14/13.5/14/15/16.5/15.5 15/14.5/16/15", "ADMIS", "B")

person("twin-b", "Jumelle de Lison : admise au second groupe", "Lison’s twin: passed at the second group",
       ["Lilou", "Aurore"], "PASTURAL-TEST", "2006-11-11", "female", "43157",
       email="famille.pastural@example.org", expect=("found", 1))
record("STAV", 2024, "lepuy",
       "8 10 11.5 9.5 12 8 10/11/10.5/9/8.5/12/13/10.5 11/10/12.5/11", "ADMIS_2E_GROUPE",
       labels={
           "PHI": "Philosophie (note de l’oral du second groupe)",
           "SP1": "Épreuve de spécialité 1 : gestion des ressources et de l’alimentation "
                  "(note de l’oral du second groupe)",
       })

person("homonym-place-a", "Homonyme né à Rennes : son relevé seulement", "Namesake born in Rennes: only his own transcript",
       ["Hugo"], "LABOURIER-TEST", "2004-04-24", "male", "35238", expect=("found", 1))
record("CGEA", 2022, "rennes", "15/14/15.5 14 15 13/15 14.5 15 15.5/16/14/15", "ADMIS", "B")

person("homonym-place-b", "Homonyme né à Saint-Brieuc : son relevé seulement", "Namesake born in Saint-Brieuc: only his own transcript",
       ["Hugo"], "LABOURIER-TEST", "2004-04-24", "male", "22278", expect=("found", 1))
record("CGEA", 2022, "rennes", "8/7/9 8.5 12 6/8 9 7 9.5/10/8/9", "AJOURNE")

person("civil-change-before", "Avant changement de prénom et de sexe : un relevé", "Before change of name and gender: one transcript",
       ["Valentin", "Noé"], "SORBIER-TEST", "2000-02-22", "male", "81004",
       email="sorbier@example.org", expect=("found", 1))
record("CGEA", 2019, "albi", "12/13/12.5 14 13 11.5/13 13.5 12 14/13.5/13/12", "ADMIS", "AB")

person("civil-change-after", "Même personne ensuite : introuvable, l’assistance doit vérifier",
       "Same person afterwards: not found, support must check",
       ["Valentine", "Noé"], "SORBIER-TEST", "2000-02-22", "female", "81004",
       email="sorbier@example.org", expect=("none",))

person("ambiguous", "Deux dossiers possibles : numéro INA demandé", "Two possible files: INA number required",
       ["Alix", "Morgan"], "CARREFOUR-TEST", "2005-05-05", "unspecified", "76540", expect=("ambiguous",))
record("CGEA", 2023, "nantes", "11/12/13 12 13 10.5/12 12 12.5 13/12/13.5/14", "ADMIS", "AB", candidat={"sexe": "F"})
record("CANIN", 2023, "versailles", "8 9.5 11 7 8.5 7.5 9", "AJOURNE", candidat={"sexe": "M"}, ina="88120347")

# The file differs within a tolerance

person("partial-day", "Jour de naissance inconnu : retrouvée malgré le dossier partiel",
       "Unknown birth day: found despite the partial file",
       ["Fatoumata"], "KONTARE-TEST", "1996-07-01", "female", "", "99335",
       idp_birthdate="1996-07-00", expect=("tolerated", "R-DATE"))
record("CAPA", 2020, "versailles", "10 12 13.5 12 11.5 13 12", "ADMIS", modalite="FORMATION_CONTINUE",
       candidat={"dateNaissance": "1996-07-00"})

person("partial-day-month", "Seule l’année est connue : retrouvé malgré le dossier partiel",
       "Only birth year known: found despite the partial file",
       ["Van", "Hoa"], "TRUONGVY-TEST", "1988-01-01", "male", "", "99243",
       idp_birthdate="1988-00-00", expect=("tolerated", "R-DATE"))
record("CAPA", 2019, "tulle", "9.5 11 12 13.5 14 12 11", "ADMIS", modalite="FORMATION_CONTINUE",
       candidat={"dateNaissance": "1988-00-00"})

person("incomplete-first-names", "Un seul de ses trois prénoms au dossier : retrouvée",
       "Only one of three first names on file: found",
       ["Margaux", "Hortense", "Élisabeth"], "SENTINELLE-TEST", "2006-05-18", "female", "14118", expect=("tolerated", "R-PRENOM"))
record("CGEA", 2024, "rennes", "12/13/11.5 13 12 12/12.5 13 12.5 14/13/13.5/12", "ADMIS", "AB",
       candidat={"prenoms": ["Margaux"]})

person("paris-city-code", "Paris sans arrondissement au dossier : retrouvé",
       "Paris without district on file: found",
       ["Oscar", "Balthazar"], "FAUBOURG-TEST", "2005-07-07", "male", "75112", expect=("tolerated", "R-COG"))
record("CANIN", 2023, "versailles", "13 14 12 12.5 13 12 14", "ADMIS", "AB",
       candidat={"communeNaissance": "75056"})

person("birthplace-not-on-file", "Commune de naissance absente du dossier : retrouvée",
       "Birthplace missing on file: found",
       ["Salomé"], "LACUNIER-TEST", "2006-06-29", "female", "97411", expect=("tolerated", "R-COG"))
record("CANIN", 2024, "distance", "11 13 10 10.5 12 11 12.5", "ADMIS", modalite="DISTANCE", outside_ccf=True,
       candidat={"communeNaissance": None})

# The file differs too much: the second proof (INA + numGestion) is needed

person("usage-name-on-file", "Dossier au nom d’usage : introuvable sans le numéro INA",
       "Filed under her married name: not found without INA number",
       ["Coralie", "Jeanne"], "PRIMEVERE-TEST", "1990-09-09", "female", "87085",
       usage="TOURNESOL-TEST", expect=("none",))
record("CAPA", 2021, "tulle", "13 12 14 14.5 13 15 12", "ADMIS", modalite="FORMATION_CONTINUE",
       candidat={"nomNaissance": "TOURNESOL-TEST", "nomUsage": None})

person("typo-on-file", "Une lettre de trop au dossier : introuvable sans numéro INA",
       "One letter too many on file: not found without INA number",
       ["Mathieu", "Paul"], "COQUILLON-TEST", "2004-12-03", "male", "61001", expect=("none",))
record("CGEA", 2022, "rennes", "10/11/12 11 13 9/10.5 12 10.5 11/12/12.5/11", "ADMIS",
       candidat={"prenoms": ["Matthieu", "Paul"]})


# --- Output -----------------------------------------------------------------------------------


def people_text():
    public = [{k: v for k, v in p.items() if not k.startswith("_")} for p in PEOPLE]
    return json.dumps({"people": public}, ensure_ascii=False, indent=2) + "\n"


def records_text():
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for _, r in RECORDS)


# --- Checks -----------------------------------------------------------------------------------


def canonical(text):
    """A name as it is compared, never as it is shown."""
    text = "".join(" " if c in "’ʼ‘'`´" or unicodedata.category(c) in ("Pd", "Zs") else c for c in text)
    text = unicodedata.normalize("NFKD", text).upper()
    for letter, plain in {"Œ": "OE", "Æ": "AE", "Ø": "O", "Ł": "L", "Đ": "D", "Ð": "D", "Þ": "TH"}.items():
        text = text.replace(letter, plain)
    return "".join(c for c in text if c == " " or "A" <= c <= "Z").split()


def same_exactly(a, b):
    """The exact level, between two candidates in the form of the exam file."""
    return (
        canonical(a["nomNaissance"]) == canonical(b["nomNaissance"]) != []
        and canonical(" ".join(a["prenoms"])) == canonical(" ".join(b["prenoms"])) != []
        and a["dateNaissance"] == b["dateNaissance"]
        and (a["sexe"] == b["sexe"] or "X" in (a["sexe"], b["sexe"]))
        and a["paysNaissance"] == b["paysNaissance"]
        and (a["paysNaissance"] != FRANCE or a["communeNaissance"] == b["communeNaissance"])
    )


def pivot(userinfo):
    return {
        "nomNaissance": userinfo["family_name"],
        "prenoms": [userinfo["given_name"]],
        "dateNaissance": userinfo["birthdate"],
        "sexe": {"female": "F", "male": "M", "unspecified": "X"}[userinfo["gender"]],
        "communeNaissance": userinfo.get("birthplace") or None,
        "paysNaissance": userinfo["birthcountry"],
    }


def answer(userinfo, records):
    """What the service should say to this person → (answer, records it rests on)."""
    mine = [r for r in records if same_exactly(pivot(userinfo), r["candidat"])]
    if any(a["ina"] != b["ina"] and not same_exactly(a["candidat"], b["candidat"]) for a in mine for b in mine):
        return ("ambiguous",), mine
    visible = [r for r in mine if datetime.fromisoformat(r["publieLe"]) <= REFERENCE_INSTANT]
    if visible:
        return ("found", len(visible)), mine
    return ("unpublished",) if mine else ("none",), mine


def expected_mentions(r):
    average = r["totaux"] and Decimal(r["totaux"]["moyenne"])
    kept = any(e["statut"] == "CONSERVEE" for e in r["epreuves"])
    if r["examen"]["diplome"] not in ("BAC_PRO", "BAC_TECHNO") or r["decision"] != "ADMIS" or kept or average < 12:
        return {None}
    if average < 14:
        return {"AB"}
    if average < 16:
        return {"B"}
    return {"TB", "TB_FELICITATIONS"} if average >= 18 and r["examen"]["diplome"] == "BAC_TECHNO" else {"TB"}


def allowed_decisions(r, prog):
    statuses = {e["statut"] for e in r["epreuves"] if e.get("nature") != "FACULTATIVE"}
    if statuses == {"VALIDEE"}:
        return {"ADMIS"}
    if r["totaux"] is None:
        for status, decision in [("FRAUDE", "ELIMINE"), ("ABSENT_JUSTIFIE", "REPORT_SESSION"),
                                 ("NON_NOTEE", "EN_ATTENTE"), ("ABSENT", "ABSENT")]:
            if status in statuses:
                return {decision}
    average = Decimal(r["totaux"]["moyenne"])
    marks = {e["code"]: e for e in r["epreuves"]}
    match r["examen"]["diplome"]:
        case "BAC_PRO" if 8 <= average < 10:
            good_practice = Decimal(marks["E7"]["note"] or 0) >= 10
            return {"AUTORISE_2E_GROUPE"} if good_practice else {"AJOURNE"}
        case "BAC_TECHNO" if 8 <= average < 10:
            return {"AUTORISE_2E_GROUPE", "AJOURNE"}
        case "BAC_TECHNO" if average >= 10:
            resat = any("second groupe" in e["libelle"] for e in r["epreuves"])
            return {"ADMIS_2E_GROUPE"} if resat else {"ADMIS"}
        case "BTSA":
            professional = [e for e in r["epreuves"] if e["code"] in prog["professional"]]
            points = sum(Decimal(e["points"] or 0) for e in professional)
            weights = sum(Decimal(e["coefficient"]) for e in professional)
            floor = all(Decimal(e["note"] or 0) >= 6 for e in professional)
            return {"ADMIS"} if average >= 10 and points / weights >= 10 and floor else {"AJOURNE"}
    return {"ADMIS"} if average >= 10 else {"AJOURNE", "REFUSE"}


def arithmetic_problems(r):
    """Recomputes every sum from the written strings alone."""
    points = coefficients = Decimal(0)
    for e in r["epreuves"]:
        if (e["note"] is None) != (e["statut"] not in ("NOTEE", "CONSERVEE")):
            yield f"{e['code']}: mark and status disagree"
        if (e["statut"] == "CONSERVEE") != ("sessionConservee" in e):
            yield f"{e['code']}: kept mark without its session, or the reverse"
        if "sessionConservee" in e and not 1 <= r["examen"]["session"] - e["sessionConservee"] <= 5:
            yield f"{e['code']}: kept for more than five years"
        if e["statut"] == "CONSERVEE" and r["examen"]["diplome"] != "CAPA" and Decimal(e["note"]) < 10:
            yield f"{e['code']}: kept below 10"
        if "composantes" in e:
            marked = [c for c in e["composantes"] if c["note"] is not None]
            total = sum(Decimal(c["coefficient"]) * Decimal(c["note"]) for c in marked)
            mean = total / sum(Decimal(c["coefficient"]) for c in marked)
            if abs(mean - Decimal(e["note"])) > Decimal("0.005") or half_up(mean) != Decimal(e["note"]):
                yield f"{e['code']}: {e['note']} is not the mean of its components ({mean})"
        if e.get("nature") == "FACULTATIVE":
            if e["note"] is not None:
                if Decimal(e["points"]) != max(Decimal(0), Decimal(e["note"]) - 10):
                    yield f"{e['code']}: optional points are not what exceeds 10"
                points += Decimal(e["points"])
            continue
        if e["note"] is not None:
            if Decimal(e["points"]) != Decimal(e["note"]) * Decimal(e["coefficient"]):
                yield f"{e['code']}: points are not mark × coefficient"
            points += Decimal(e["points"])
        if e["statut"] not in ("DISPENSE", "EXEMPTE", "VALIDEE"):
            coefficients += Decimal(e["coefficient"])
    if r["totaux"] is not None:
        average = str((points / coefficients).quantize(CENT, rounding=ROUND_HALF_UP))
        if (Decimal(r["totaux"]["points"]), Decimal(r["totaux"]["coefficients"]), r["totaux"]["moyenne"]) != (
                points, coefficients, average):
            yield f"totals {r['totaux']} should be {points}, {coefficients}, {average}"


def schema_problems(records, path):
    found = [p for p in ([path] if path else
             [f for folder in ("contract", "docs", "src", "tests") for f in sorted((ROOT / folder).rglob(SCHEMA_NAME))])
             if p.is_file()]
    if path and not found:
        return [f"{path}: no such schema"]
    if not found:
        print("schema: skipped, give the schema with --schema")
        return []
    try:
        import jsonschema
    except ImportError:
        print("schema: skipped, the Python package jsonschema is not installed")
        return []
    validator = jsonschema.Draft202012Validator(
        json.loads(found[0].read_text("utf-8")), format_checker=jsonschema.FormatChecker())
    print(f"schema: {found[0].name}, {len(records)} records")
    return [f"record {n}: {'/'.join(map(str, e.path))}: {e.message}"
            for n, r in enumerate(records, start=1) for e in validator.iter_errors(r)]


def duplicates(values):
    seen = set()
    return [v for v in values if v in seen or seen.add(v)]


def check(schema):
    problems = []
    for path, text in [(PEOPLE_FILE, people_text()), (RECORDS_FILE, records_text())]:
        if not path.is_file() or path.read_bytes() != text.encode("utf-8"):
            problems.append(f"{path.name} is not what this script writes: run it again")
    if problems:
        return problems
    people = json.loads(PEOPLE_FILE.read_text("utf-8"))["people"]
    records = [json.loads(line) for line in RECORDS_FILE.read_text("utf-8").splitlines()]
    problems += schema_problems(records, schema)

    for what, values in {
        "person id": [p["id"] for p in people],
        "sub": [p["userinfo"]["sub"] for p in people],
        "owner of an INA": [ina for ina, _ in {(r["ina"], owner) for owner, r in RECORDS}],
        "numGestion": [r["numGestion"] for r in records],
        "record key": [(r["ina"], *(r["examen"][k] for k in ("diplome", "specialite", "option", "session", "typeSession")))
                       for r in records],
    }.items():
        problems += [f"duplicate {what}: {v}" for v in duplicates(values)]

    programmes = {(p["diplome"], p["specialite"]): p for p in PROGRAMMES.values()}
    for (owner, _), r in zip(RECORDS, records):
        exam = r["examen"]
        prog = programmes[exam["diplome"], exam["specialite"]]
        where = f"{owner}, {exam['diplome']} {exam['session']}"
        problems += [f"{where}: {p}" for p in arithmetic_problems(r)]
        if r["mention"] not in expected_mentions(r):
            problems.append(f"{where}: mention {r['mention']}, average {r['totaux'] and r['totaux']['moyenne']}")
        if r["decision"] not in allowed_decisions(r, prog):
            problems.append(f"{where}: decision {r['decision']}, totals {r['totaux']}, rules say {allowed_decisions(r, prog)}")
        if exam["session"] < prog["first"]:
            problems.append(f"{where}: before the first session of the programme")
        uai = exam["etablissement"]["uai"]
        if uai[-1] != uai_key(uai[:-1]):
            problems.append(f"{where}: UAI {uai}")
        if r["ects"] is not None and "ects" in prog:
            acquired = sum(prog["ects"][e["code"]] for e in r["epreuves"] if Decimal(e["note"] or 0) >= 10)
            if r["ects"] != (120 if r["decision"] == "ADMIS" else acquired):
                problems.append(f"{where}: {r['ects']} ECTS, {acquired} acquired")
        if datetime.fromisoformat(r["publieLe"]).date() <= date.fromisoformat(r["dateDeliberation"]):
            problems.append(f"{where}: published before the deliberation")
        straight = json.dumps({k: v for k, v in r.items()}, ensure_ascii=False)
        if "'" in straight:
            problems.append(f"{where}: straight apostrophe")

    for p, written in zip(PEOPLE, people):
        got, rests_on = answer(written["userinfo"], records)
        owners = {o for (o, _), r in zip(RECORDS, records) if r in rests_on}
        expected = ("none",) if p["_expect"][0] == "tolerated" else p["_expect"]
        if got != expected or owners - {p["id"]}:
            problems.append(f"{p['id']}: expected {p['_expect']}, got {got} from {owners}")
        for language, text in written["situation"].items():
            if sum(any(c.isalnum() for c in word) for word in text.split()) > 12:
                problems.append(f"{p['id']}: situation too long in {language}: {text}")
        if "TEST" not in f"{written['userinfo']['family_name']} {written['userinfo']['given_name']}".upper():
            problems.append(f"{p['id']}: nothing says this person is invented")
        if " ".join(written["userinfo"]["given_name_array"]) != written["userinfo"]["given_name"]:
            problems.append(f"{p['id']}: given_name and given_name_array differ")

    every = [(e, r) for r in records for e in r["epreuves"]]
    for what, wanted, used in [
        ("statut", {"NOTEE", "CONSERVEE", *STATUS.values()}, {e["statut"] for e, _ in every}),
        ("decision", {"ADMIS", "ADMIS_2E_GROUPE", "AUTORISE_2E_GROUPE", "AJOURNE", "REFUSE", "ABSENT", "ELIMINE",
                      "EN_ATTENTE", "REPORT_SESSION"}, {r["decision"] for r in records}),
        ("mention", {None, "AB", "B", "TB", "TB_FELICITATIONS"}, {r["mention"] for r in records}),
        ("modalite", {"SCOLAIRE", "APPRENTISSAGE", "FORMATION_CONTINUE", "DISTANCE", "INDIVIDUEL"},
         {r["examen"]["modalite"] for r in records}),
        ("typeSession", {"NORMALE", "REMPLACEMENT"}, {r["examen"]["typeSession"] for r in records}),
        ("session", set(range(2015, 2027)), {r["examen"]["session"] for r in records}),
        ("specialite", {p["specialite"] for p in PROGRAMMES.values()}, {r["examen"]["specialite"] for r in records}),
    ]:
        problems += [f"no {what} {v}" for v in wanted - used]
    return problems


def table():
    words = {"ambiguous": "ambiguous → INA + numGestion", "none": "not found", "unpublished": "not yet published (same page as not found)"}
    records = [r for _, r in RECORDS]
    print("| id | person | situation | answer | records |\n|---|---|---|---|---|")
    for p in PEOPLE:
        info, own = p["userinfo"], [r for o, r in RECORDS if o == p["id"]]
        got, _ = answer(info, records)
        got = p["_expect"] if p["_expect"][0] == "tolerated" else got
        said = words.get(got[0]) or f"found by {got[1]}" * (got[0] == "tolerated") or f"found {got[1]} record{'s' * (got[1] > 1)}"
        shown = "; ".join(
            f"{r['examen']['diplome']} {r['examen']['session']}{' R' * (r['examen']['typeSession'] != 'NORMALE')} {r['decision']}"
            f" {r['totaux']['moyenne'] if r['totaux'] else '—'} {r['mention'] or ''}".strip() for r in own)
        print(f"| {p['id']} | {info['given_name']} {info['family_name']} | {p['situation']['fr']} | {said} | {shown} |")


def main():
    parser = argparse.ArgumentParser(description="Invented people and exam records of the sandbox.")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--check", action="store_true", help="verify the files instead of writing them")
    what.add_argument("--table", action="store_true", help="print people and expected answers")
    parser.add_argument("--schema", type=Path, help=f"where {SCHEMA_NAME} is (default: looked for in the repository)")
    args = parser.parse_args()
    if args.table:
        table()
    elif args.check:
        problems = check(args.schema)
        print("\n".join(problems) or f"ok: {len(PEOPLE)} people, {len(RECORDS)} records")
        return 1 if problems else 0
    else:
        CONTENT.mkdir(parents=True, exist_ok=True)
        PEOPLE_FILE.write_bytes(people_text().encode("utf-8"))
        RECORDS_FILE.write_bytes(records_text().encode("utf-8"))
        print(f"{len(PEOPLE)} people, {len(RECORDS)} records")
    return 0


if __name__ == "__main__":
    sys.exit(main())
