"""The monthly social allowance and the care money as an OpenFisca tax-benefit system.

One variable a category, as country packages write them. Poverty and the area are facts of the household; ages are
given in whole months (on the first and on the last day of the month) and not worked out of a date of birth, which
spares OpenFisca that work. The base comes from the exported population's description, not from here.
"""

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import MONTH
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

Household = build_entity(
    key="household", plural="households", label="Household", roles=[{"key": "member", "plural": "members", "label": "Member"}]
)
Person = build_entity(key="person", plural="persons", label="Person", is_person=True)


class Poverty(Enum):
    none = "none"
    near_poor = "near-poor"
    poor = "poor"


class Disability(Enum):
    none = "none"
    light = "light"
    severe = "severe"
    extremely_severe = "extremely severe"


class Supporter(Enum):
    has = "has"
    none = "none"
    on_allowance = "on an allowance"


class Caregiver(Enum):
    none = "none"
    household = "household"
    taken_in = "taken in"


class Nurture(Enum):
    has = "has"
    a, b, c, d, dd, e, g, h, i, k, l = "a b c d dd e g h i k l".split()


def fact(name, value_type, entity=Person, enum=None):
    """An input variable."""
    attributes = {"value_type": value_type, "entity": entity, "definition_period": MONTH, "label": name}
    if enum:
        attributes.update(possible_values=enum, default_value=list(enum)[0])
    return type(name, (Variable,), attributes)


FACTS = [
    fact("age", int),
    fact("age_start", int),
    fact("alive", bool),
    fact("resident", bool),
    fact("in_facility", bool),
    fact("disability", Enum, enum=Disability),
    fact("no_nurture", Enum, enum=Nurture),
    fact("first_study", bool),
    fact("hiv", bool),
    fact("stable_income", bool),
    fact("single_parent", bool),
    fact("dependent_children", int),
    fact("supporter", Enum, enum=Supporter),
    fact("taken_in", bool),
    fact("caregiver", Enum, enum=Caregiver),
    fact("pregnant", bool),
    fact("children_under36m", int),
    fact("pension_monthly", int),
    fact("poverty", Enum, entity=Household, enum=Poverty),
    fact("special_difficulty", bool, entity=Household),
]


def derived(name, value_type, formula):
    """A variable with a formula of person and period."""
    return type(
        name,
        (Variable,),
        {
            "value_type": value_type,
            "entity": Person,
            "definition_period": MONTH,
            "label": name,
            "formula": lambda person, period, parameters: formula(person, period, parameters),
        },
    )


def condition(name, formula):
    return derived(name, bool, lambda person, period, _: formula(lambda v: person(v, period), person, period))


def amount(name, formula):
    return derived(name, float, lambda person, period, parameters: formula(lambda v: person(v, period), parameters(period).base))


CONDITIONS = [
    condition("eligible", lambda f, p, t: f("alive") * f("resident") * ~f("in_facility")),
    condition("poor", lambda f, p, t: p.household("poverty", t) == Poverty.poor),
    condition("poor_or_near", lambda f, p, t: p.household("poverty", t) != Poverty.none),
    condition("remote", lambda f, p, t: p.household("special_difficulty", t)),
    condition("child", lambda f, p, t: f("age_start") < 192),
    condition("under_4", lambda f, p, t: f("age_start") < 48),
    condition("elderly", lambda f, p, t: f("age") >= 720),
    condition("from_80", lambda f, p, t: f("age") >= 960),
    condition("without_nurture", lambda f, p, t: f("child") * (f("no_nurture") != Nurture.has)),
    condition("child_with_hiv", lambda f, p, t: f("child") * f("hiv") * f("poor")),
    condition(
        "disabled",
        lambda f, p, t: (f("disability") == Disability.severe) + (f("disability") == Disability.extremely_severe),
    ),
    condition("without_support", lambda f, p, t: f("elderly") * f("poor") * (f("supporter") != Supporter.has)),
    condition("elderly_taken_in", lambda f, p, t: f("elderly") * f("poor") * (f("supporter") == Supporter.none) * f("taken_in")),
]

ALLOWANCES = ["K1", "K2", "K3", "K4", "K5a", "K5b", "K5c", "K5d", "K6dbn", "K6n", "K7", "K8"]
BESIDE_K4 = ["K5a", "K5b", "K5c", "K5d", "K6dbn", "K6n", "K8"]
CARE = ["C_child", "C_elderly", "C_home", "C_taken_in"]

AMOUNTS = [
    amount("K1", lambda f, base: f("without_nurture") * base * np.where(f("under_4"), 2.5, 1.5)),
    amount(
        "K2",
        lambda f, base: ~f("child") * (f("age_start") < 264) * (f("no_nurture") != Nurture.has) * f("first_study") * base * 1.5,
    ),
    amount("K3", lambda f, base: f("child_with_hiv") * base * np.where(f("under_4"), 2.5, 2.0)),
    amount("K4", lambda f, base: f("single_parent") * f("poor_or_near") * base * f("dependent_children")),
    amount("K5a", lambda f, base: f("without_support") * base * np.where(f("from_80"), 2.0, 1.5)),
    amount(
        "K5b",
        lambda f, base: (f("age") >= 900) * ~f("from_80") * f("poor_or_near") * f("remote") * ~f("without_support") * base,
    ),
    amount("K5c", lambda f, base: f("from_80") * (f("pension_monthly") == 0) * ~f("without_support") * base),
    amount("K5d", lambda f, base: f("elderly_taken_in") * base * 3.0),
    amount(
        "K6dbn",
        lambda f, base: (f("disability") == Disability.extremely_severe) * base * np.where(f("child") + f("elderly"), 2.5, 2.0),
    ),
    amount("K6n", lambda f, base: (f("disability") == Disability.severe) * base * np.where(f("child") + f("elderly"), 2.0, 1.5)),
    amount(
        "K7",
        lambda f, base: (f("age_start") < 36)
        * f("poor_or_near")
        * f("remote")
        * ~f("without_nurture")
        * ~f("child_with_hiv")
        * ~f("disabled")
        * base
        * 1.5,
    ),
    amount("K8", lambda f, base: f("hiv") * f("poor") * ~f("stable_income") * base * 1.5),
    amount("C_child", lambda f, base: f("without_nurture") * f("taken_in") * base * np.where(f("under_4"), 2.5, 1.5)),
    amount("C_elderly", lambda f, base: f("elderly_taken_in") * base * 1.5),
    amount(
        "C_parent",
        lambda f, base: f("disabled")
        * (f("pregnant") + (f("children_under36m") >= 1))
        * base
        * np.where(f("pregnant") * (f("children_under36m") >= 1) + (f("children_under36m") >= 2), 2.0, 1.5),
    ),
    amount(
        "C_home",
        lambda f, base: (f("disability") == Disability.extremely_severe) * (f("caregiver") == Caregiver.household) * base,
    ),
    amount(
        "C_taken_in",
        lambda f, base: (f("disability") == Disability.extremely_severe)
        * (f("caregiver") == Caregiver.taken_in)
        * base
        * np.where(f("child"), 2.5, 1.5),
    ),
]


def highest(f, names):
    """The highest amount and the place of the first category that has it."""
    best, at = f(names[0]), np.zeros(len(f(names[0])), dtype=np.int16)
    for i, name in enumerate(names[1:], 1):
        value = f(name)
        better = value > best
        best, at = np.where(better, value, best), np.where(better, i, at)
    return best, at


def allowance(person, period, _):
    f = lambda v: person(v, period)
    single, _ = highest(f, ALLOWANCES)
    beside, _ = highest(f, BESIDE_K4)
    pair = np.where((f("K4") > 0) * (beside > 0), f("K4") + beside, 0)
    return f("eligible") * np.maximum(single, pair)


def category(person, period, _):
    """The categories drawn, a bit each."""
    f = lambda v: person(v, period)
    single, at = highest(f, ALLOWANCES)
    beside, with_k4 = highest(f, BESIDE_K4)
    pair = np.where((f("K4") > 0) * (beside > 0), f("K4") + beside, 0)
    alone = np.left_shift(1, at)
    both = np.left_shift(1, ALLOWANCES.index("K4")) + np.array([1 << ALLOWANCES.index(n) for n in BESIDE_K4])[with_k4]
    return f("eligible") * (single > 0) * np.where(pair > single, both, alone)


def care(person, period, _):
    f = lambda v: person(v, period)
    return f("eligible") * (highest(f, CARE)[0] + f("C_parent"))


RESULTS = [derived("allowance", float, allowance), derived("category", int, category), derived("care", float, care)]


def system(base):
    """The tax-benefit system, with the base as a dated parameter."""
    s = TaxBenefitSystem([Household, Person])
    for v in FACTS + CONDITIONS + AMOUNTS + RESULTS:
        s.add_variable(v)
    s.parameters = ParameterNode("", data={"base": {"values": {"2000-01-01": {"value": base}}}})
    return s
