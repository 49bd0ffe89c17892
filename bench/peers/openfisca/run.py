"""Calculates the exported population with OpenFisca and writes the answers beside it.

  run.py FOLDER            once, as a whole process; prints the seconds of each stage as JSON
  run.py FOLDER --again N  the calculation N times, a new simulation each
"""

import json
import sys
import time
from pathlib import Path

started = time.perf_counter()

import numpy as np
from openfisca_core.simulations import SimulationBuilder

import rules

PERIOD = "2024-08"


def simulation(tbs, columns):
    """A simulation with the people in their households and every fact set."""
    household = columns["household"]
    builder = SimulationBuilder()
    builder.create_entities(tbs)
    builder.declare_person_entity("person", np.arange(len(household)))
    instance = builder.declare_entity("household", np.arange(household[-1] + 1))
    builder.join_with_persons(instance, household, np.full(len(household), "member"))
    s = builder.build(tbs)
    first = np.flatnonzero(np.diff(household, prepend=-1))
    for variable in rules.FACTS:
        name = variable.__name__
        values = columns[name]
        if variable.entity is rules.Household:
            values = values[first]
        s.set_input(name, PERIOD, values)
    return s


def calculate(s):
    return {name: s.calculate(name, PERIOD) for name in ("allowance", "category", "care")}


def main():
    folder = Path(sys.argv[1])
    again = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    imported = time.perf_counter()
    about = json.loads((folder / "about.json").read_text())
    if about["month"] != PERIOD:
        raise SystemExit("the population is of another month")
    columns = {p.stem: np.load(p) for p in (folder / "in").glob("*.npy")}
    read = time.perf_counter()
    tbs = rules.system(about["base"])
    seconds = {"import": imported - started, "read": read - imported, "build": [], "calculate": []}
    for _ in range(again):
        t0 = time.perf_counter()
        s = simulation(tbs, columns)
        t1 = time.perf_counter()
        out = calculate(s)
        t2 = time.perf_counter()
        seconds["build"].append(t1 - t0)
        seconds["calculate"].append(t2 - t1)
        del s
    (folder / "openfisca").mkdir(exist_ok=True)
    for name, values in out.items():
        np.save(folder / "openfisca" / (name + ".npy"), np.asarray(values).astype(np.int32))
    print(json.dumps(seconds))


main()
