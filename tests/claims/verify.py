#!/usr/bin/env python3
"""Recomputes the numbers of docs/paper/claims.csv from the published tables beside it, without a line of the program that judged them.

    python3 tests/claims/verify.py [DIR]         compares claims.csv of a folder (docs/paper of this repository) with its tables
    python3 tests/claims/verify.py --self-test   checks the mathematics below by known values

For each claim it prints the published value, interval and level, those recomputed, and "same", "DIFFERS", "no number" or "not recomputed".
The exit code is 1 where a number differs, 2 where there is nothing to compare.

Tolerances. All columns that enter have the digits that give back the same float64, but for x of figure 6 (9 digits, of multiples of a
short step) and the cutoffs of table 1 (6 digits). The program reads these same printed tables, so that no rounding of theirs lies between
its numbers and ours: values, interval ends and levels have to agree within 1e-6 of their size (of the interval's width, for an end near 0).
What the program found by random draws is drawn anew here, and has to agree within four standard errors of both samplings: levels of
permutation tests (claims 5, 13, 15) and the bootstrap interval of claim 19. Such numbers are marked "by own draws".
"""

import csv
import json
import math
import random
import re
import sys
from collections import namedtuple
from operator import mul
from pathlib import Path
from statistics import NormalDist, fmean, median

RELATIVE = 1e-6
OWN_SEED = 20180413
OWN_DRAWS = 10_000
PUBLISHED_DRAWS = 2000  # of the program, for the error of its own sampling
STANDARD_ERRORS = 4
FEWEST_TO_DRAW_FROM = 4  # fewer seeds, drawn anew, say nothing of others: the program gives no bootstrap interval then


class Missing(Exception):
    """A table that is not there, or not as the claim needs it: the claim is not recomputed."""


class NoNumber(Exception):
    """By its definition the statistic has no value for these tables."""


# What a claim's number is. An end or level that does not exist is None; `sampled` are sorted bootstrap values, where the interval lies
# between their quantiles, and `is_drawn` says that the level is by random permutations.
Found = namedtuple("Found", "value lower upper level is_drawn sampled tail", defaults=(None, None, None, False, None, None))


# Special functions and quantiles


def incomplete_beta(a, b, x):
    """The regularized incomplete beta function I_x(a, b), by the continued fraction of DLMF 8.17.22, evaluated as by Lentz."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):  # the fraction converges fast on the other side only
        return 1 - incomplete_beta(b, a, 1 - x)
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    tiny = 1e-300
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1) or tiny)
    fraction = d
    for m in range(1, 1000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            d = 1 / (1 + step * d or tiny)
            c = 1 + step / c or tiny
            fraction *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return math.exp(log_front) * fraction / a


def root(function, low, high):
    """Where a rising function passes through 0, by bisection down to neighbouring numbers."""
    while True:
        middle = 0.5 * (low + high)
        if not low < middle < high:
            return middle
        low, high = (middle, high) if function(middle) < 0 else (low, middle)


def student_quantile(degrees, probability):
    """The quantile of Student's t above its median: P(|T| > t) is I_x(ν/2, 1/2) with x = ν/(ν + t²), which is solved for x."""
    both_tails = 2 * (1 - probability)
    x = root(lambda x: incomplete_beta(0.5 * degrees, 0.5, x) - both_tails, 0.0, 1.0)
    return math.sqrt(degrees * (1 / x - 1))


def normal_quantile(probability):
    return NormalDist().inv_cdf(probability)


def binomial_at_least(successes, trials, share):
    """P(X ≥ successes) of so many trials, each with this share of success, 0 < share < 1."""
    def log_term(k):
        ways = math.lgamma(trials + 1) - math.lgamma(k + 1) - math.lgamma(trials - k + 1)
        return ways + k * math.log(share) + (trials - k) * math.log1p(-share)

    return math.fsum(math.exp(log_term(k)) for k in range(successes, trials + 1))


# Statistics with their intervals


def standard_error(samples):
    mean = fmean(samples)
    return math.sqrt(math.fsum((s - mean) ** 2 for s in samples) / (len(samples) - 1) / len(samples))


def finite(end):
    return end if math.isfinite(end) else None  # as the table has it: an empty cell


def student(value, error, count, confidence=0.95):
    """An estimate with Student's interval; one sample has no interval."""
    if count < 2:
        return Found(value)
    half = student_quantile(count - 1, 0.5 * (1 + confidence)) * error
    return Found(value, finite(value - half), finite(value + half))


def of_mean(samples, confidence=0.95):
    samples = filled(samples)
    return student(fmean(samples), standard_error(samples) if len(samples) > 1 else None, len(samples), confidence)


def of_geometric_mean(samples, confidence=0.95):
    """Student's interval of the mean logarithm, as a factor."""
    logarithm = of_mean([math.log(s) for s in samples], confidence)
    return Found(*(None if n is None else math.exp(n) for n in logarithm[:3]))


def of_share(successes, trials, confidence=0.95):
    """A share with the exact interval of Clopper and Pearson: each end is the share at which the other tail has half of the rest."""
    filled(range(trials))
    tail = 0.5 * (1 - confidence)
    lower = 0.0 if successes == 0 else root(lambda p: binomial_at_least(successes, trials, p) - tail, 0.0, 1.0)
    upper = 1.0 if successes == trials else root(lambda p: binomial_at_least(successes + 1, trials, p) - (1 - tail), 0.0, 1.0)
    return Found(successes / trials, lower, upper)


def normal(value, error, confidence=0.95):
    """An estimate with an interval by the normal law, for errors over many examples."""
    half = normal_quantile(0.5 * (1 + confidence)) * error
    return Found(value, finite(value - half), finite(value + half))


def pooled(means, errors):
    """The mean over seeds and its error: that over examples, which all seeds share, undiminished, and that of the spread over seeds."""
    means = filled(means)
    of_seeds = standard_error(means) if len(means) > 1 else 0.0
    return fmean(means), math.sqrt(fmean([e * e for e in errors]) + of_seeds ** 2)


def sign_test(successes, trials):
    """How often a fair coin falls on one side as often or more."""
    return math.fsum(math.comb(trials, k) for k in range(successes, trials + 1)) / 2 ** trials


def slope(x, y):
    """Of the straight line of least squares."""
    x_mean, y_mean = fmean(x), fmean(y)
    return math.fsum((a - x_mean) * (b - y_mean) for a, b in zip(x, y)) / math.fsum((a - x_mean) ** 2 for a in x)


def ranks(values):
    """Ranks from 1; equal values share the mean of theirs."""
    return [0.5 * (1 + sum(v < value for v in values) + sum(v <= value for v in values)) for value in values]


def unit_ranks(values):
    """Ranks without their mean and of length 1, so that Spearman's correlation is a product of two such lists."""
    centred = [r - 0.5 * (len(values) + 1) for r in ranks(values)]
    length = math.sqrt(math.fsum(c * c for c in centred))
    return [c / length if length > 0 else math.nan for c in centred]


def spearman(x, y):
    return sum(map(mul, unit_ranks(x), unit_ranks(y)))


def level_of_rise(x, rows):
    """How often the rows, each shuffled for itself, rise with x as much as they do: by the mean of their rank correlations."""
    by_x, by_row = unit_ranks(x), [unit_ranks(row) for row in rows]

    def mean_correlation():
        return fmean([sum(map(mul, by_x, row)) for row in by_row])

    draw, least, as_large = random.Random(OWN_SEED), mean_correlation() - 1e-9, 0
    for _ in range(OWN_DRAWS):
        for row in by_row:
            draw.shuffle(row)
        as_large += mean_correlation() >= least
    return (1 + as_large) / (1 + OWN_DRAWS)  # the true order is one of the random ones


def bootstrap(samples, statistic, confidence):
    """A statistic with the interval between quantiles of what is found in samples drawn anew."""
    value = statistic(samples)
    if len(samples) < FEWEST_TO_DRAW_FROM:
        return Found(value)
    draw, tail = random.Random(OWN_SEED), 0.5 * (1 - confidence)
    sampled = sorted(statistic(draw.choices(samples, k=len(samples))) for _ in range(OWN_DRAWS))
    at = [sampled[round(share * (OWN_DRAWS - 1))] for share in (tail, 1 - tail)]
    return Found(value, *at, sampled=sampled, tail=tail)


def elbow(curve):
    """The place where a curve is furthest above the chord from its first to its last point."""
    rise = (curve[-1] - curve[0]) / (len(curve) - 1)
    return max(range(len(curve)), key=lambda i: curve[i] - curve[0] - rise * i)


class Knees:
    """Two straight lines that meet, fitted to screes of one length: where they meet. Only bends from steep to flat count."""

    FEWEST = 20

    def __init__(self, length):
        # Half steps, from the third point, so that the first line has three, to the middle.
        self.places = [0.5 * k for k in range(6, length + 1)]
        self._index = [i - 0.5 * (length + 1) for i in range(1, length + 1)]
        self._bends = [self._unit([max(0.0, i - place) for i in range(1, length + 1)]) for place in self.places]

    def place(self, scree):
        """A bend lessens the squares that one line leaves by the square of its product with the scree, once it is freed of any line."""
        gains = [max(0.0, sum(map(mul, bend, scree))) for bend in self._bends]
        return self.places[gains.index(max(gains))]

    def _unit(self, values):
        mean, steep = fmean(values), slope(self._index, values)
        left = [v - mean - steep * i for v, i in zip(values, self._index)]
        length = math.sqrt(math.fsum(v * v for v in left))
        return [v / length for v in left]


# Tables


class Tables:
    """The tables of a folder, each experiment in the folder of its name."""

    def __init__(self, folder):
        self._folder = folder

    def rows(self, experiment, table=None):
        name = f"{experiment}/{table or experiment}.csv"
        if not (self._folder / name).is_file():
            raise Missing(f"there is no {name}")
        if self._is_smoke(experiment):
            raise Missing(f"{name} is of the smoke size, whose numbers mean nothing")
        rows = [Row(row, name) for row in read_csv(self._folder / name)]
        if not rows:
            raise Missing(f"{name} has no row")
        return rows

    def _is_smoke(self, experiment):
        try:
            options = json.loads((self._folder / experiment / "run.json").read_text(encoding="utf-8"))["options"]
            return options["preset"].lower() == "smoke"
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return False  # no manifest of the program


class Row:
    """A row of a table."""

    def __init__(self, cells, table):
        self._cells, self._table = cells, table

    def text(self, column):
        if self._cells.get(column) is None:
            raise Missing(f"{self._table} has no column {column}, or a row too short for it")
        return self._cells[column]

    def number(self, column):
        try:
            return float(self.text(column))
        except ValueError:
            raise Missing(f"{self._table} has '{self.text(column)}' in column {column}") from None

    def number_or_nan(self, column):
        return math.nan if self.text(column) == "" else self.number(column)

    def whole(self, column):
        return int(self.number(column))


def read_csv(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def grouped(rows, key):
    """Rows by a key, each group in the order of the table."""
    groups = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def filled(samples):
    samples = list(samples)
    if not samples:
        raise Missing("no row of the tables belongs to this claim")
    return samples


def paired(one, other, what):
    """Values of both under each key; a key that only one has would be a network without its partner."""
    if set(one) != set(other):
        raise Missing(f"{what} are not of the same networks")
    return [(one[key], other[key]) for key in one]


# Screes of figures 2 and 3, and table 1


def count_before_largest_quotient(eigenvalues):
    positive = positive_start(eigenvalues)
    if len(positive) < 2:
        return len(positive)
    return 1 + max(range(len(positive) - 1), key=lambda i: positive[i] / positive[i + 1])


def positive_start(values):
    end = next((i for i, v in enumerate(values) if not v > 0), len(values))
    return values[:end]


def screes(tables):
    return grouped(tables.rows("figure3"), lambda r: (r.whole("classes"), r.whole("seed")))


def claim1_outliers(tables):
    networks = screes(tables).values()
    return of_share(sum(any(r.whole("above_gap") for r in rows) for rows in networks), len(networks))


def claim9_components(tables):
    data = grouped(tables.rows("figure2"), lambda r: (r.whole("classes"), r.whole("seed")))
    return of_share(sum(sum(r.whole("is_large") for r in rows) == classes for (classes, _), rows in data.items()), len(data))


def claim10_exactly_classes(tables):
    networks = screes(tables)
    exact = sum(
        count_before_largest_quotient([r.number("eigenvalue") for r in rows]) == classes for (classes, _), rows in networks.items())
    return of_share(exact, len(networks))


Table1Network = namedtuple("Table1Network", "unit batched spread classes seed above edge")


def table1_networks(tables):
    """The networks of table 1 as they were at its first stop, where it has several."""
    rows = tables.rows("table1", "table1-runs")
    try:
        rows = [r for r in rows if r.text("stop") == rows[0].text("stop")]
    except Missing:
        pass  # earlier tables have one stop and no column for it
    return [table1_network(r) for r in rows]


def table1_network(row):
    name = re.fullmatch(r"(GD|SGD) (tanh|ReLU), cov ([\d.]+), C = (\d+)", row.text("row"))
    if not name:
        raise Missing(f"table 1 has a row '{row.text('row')}', which is none of the paper's")
    return Table1Network(
        name[2], name[1] == "SGD", float(name[3]), int(name[4]), row.whole("seed"),
        row.number_or_nan("bulk_edge"), row.number_or_nan("bulk_edge_cutoff"))


def edges_of_extremes(networks, group, setting):
    """In each group, the bulk's edge where a setting is greatest over that where it is least."""
    quotients = []
    for members in grouped(networks, group).values():
        last, first = max(members, key=setting), min(members, key=setting)
        if setting(last) > setting(first):
            quotients.append(last.edge / first.edge)
    return quotients


def claim3_same_bulk(tables):
    networks = [n for n in table1_networks(tables) if n.unit == "ReLU" and n.batched and n.above > 0 and n.edge > 0]
    by_spread = edges_of_extremes(networks, lambda n: (n.classes, n.seed), lambda n: n.spread)
    by_classes = edges_of_extremes([n for n in networks if n.spread == 1], lambda n: n.seed, lambda n: n.classes)
    if not by_spread or not by_classes:
        raise NoNumber("no pairs of networks whose bulk has an edge")
    return further_from_1(of_geometric_mean(by_spread), of_geometric_mean(by_classes))


def further_from_1(*found):
    return max(found, key=lambda f: abs(math.log(f.value)))


def claim33_clusters(tables):
    relu = [n for n in table1_networks(tables) if n.unit == "ReLU"]
    return of_share(sum(abs(n.above - n.classes) <= 1 for n in relu), len(relu))  # without an edge, above is nan, and not within one


# Magnitudes


def claim4_near_zero(tables):
    # A symmetric matrix of normal entries has the semicircle's density 2/π (radius 1) at 0, over an interval of 2 %.
    by_chance = 0.02 * 2 / math.pi
    points = grouped(tables.rows("figure1", "figure1-seeds"), lambda r: r.text("point"))
    shares = [[r.number("near_zero") / r.number("parameters") for r in filled(points.get(p, []))] for p in ("initial", "final")]
    return of_mean([share / by_chance for share in min(shares, key=fmean)])


def magnitudes(pairs):
    """Orders of magnitude between |λ min| and λ max; networks without a negative eigenvalue are counted instead, where there are any."""
    without = sum(smallest >= 0 for smallest, _ in pairs)
    return Found(without) if without else of_mean([math.log10(largest / -smallest) for smallest, largest in pairs])


def extremes(rows, key, extreme):
    return {k: extreme(r.number("eigenvalue") for r in group) for k, group in grouped(rows, key).items()}


def claim11_tiny_negatives(tables):
    def network(row):
        return row.whole("width"), row.whole("parameters"), row.whole("seed")

    smallest, largest = extremes(tables.rows("figure5"), network, min), extremes(tables.rows("figure4"), network, max)
    return magnitudes(paired(smallest, largest, "figures 4 and 5"))


def claim17_tiny_negatives(tables):
    def network(row):
        return row.text("batch"), row.whole("seed")

    smallest, largest = extremes(tables.rows("figure7"), network, min), extremes(tables.rows("figure8"), network, max)
    return magnitudes(paired(smallest, largest, "figures 7 and 8"))


# Networks of growing width


class Widths:
    """One curve for each width and seed."""

    def __init__(self, tables, figure):
        self._rows = grouped(tables.rows(figure), lambda r: (r.whole("width"), r.whole("seed")))
        self._figure = figure
        self.networks = list(self._rows)
        self.widths = sorted({width for width, _ in self._rows})
        self.seeds = sorted({seed for _, seed in self._rows})

    def column(self, name, width, seed):
        if (width, seed) not in self._rows:
            raise Missing(f"{self._figure} has no network of width {width} and seed {seed}")
        return [r.number(name) for r in self._rows[width, seed]]

    def eigenvalues(self, width, seed):
        return self.column("eigenvalue", width, seed)

    def of_ends(self, compare):
        """For each seed, something of the narrowest and the widest network."""
        return [compare((self.widths[0], seed), (self.widths[-1], seed)) for seed in self.seeds]


def negatives(ascending):
    """The eigenvalues below 0 by more than rounding; the first is the smallest."""
    return [e for e in ascending if e < 1e-9 * ascending[0]]


def claim12_right_edge(tables):
    row = Widths(tables, "figure4")

    def factor(narrow, wide):
        logarithms = [math.log(b / a) for a, b in zip(row.eigenvalues(*narrow), row.eigenvalues(*wide))]
        mean = fmean(logarithms)
        return math.exp(math.sqrt(fmean([(x - mean) ** 2 for x in logarithms])))

    return of_geometric_mean(row.of_ends(factor))


def claim13_left_edge(tables):
    runs = tables.rows("figure5", "figure5-runs")
    parameters, counts = [[r.number(name) for r in runs] for name in ("parameters", "negatives")]
    return Found(spearman(parameters, counts), level=level_of_rise(parameters, [counts]), is_drawn=True)


def claim14_negative_share(tables):
    row = Widths(tables, "figure6")
    runs = tables.rows("figure6", "figure6-runs")
    share = {(r.whole("width"), r.whole("seed")): r.number("negatives") / r.number("parameters") for r in runs}
    return of_geometric_mean(row.of_ends(lambda narrow, wide: share[wide] / share[narrow]))


def claim15_left_edges_converge(tables):
    row = Widths(tables, "figure6")
    if len(row.widths) < 3:
        raise NoNumber(f"{len(row.widths)} widths have no rate")

    def scaled(width, seed):
        curve = row.eigenvalues(width, seed)
        size = -fmean(negatives(curve))
        return [e / size for e in curve]

    def distance(width, next_width, seed):
        return fmean([abs(a - b) for a, b in zip(scaled(width, seed), scaled(next_width, seed))])

    neighbours = list(zip(row.widths, row.widths[1:]))
    middles = [0.5 * (math.log(a) + math.log(b)) for a, b in neighbours]
    logarithms = [[math.log(distance(a, b, seed)) for a, b in neighbours] for seed in row.seeds]
    rate = of_mean([slope(middles, of_seed) for of_seed in logarithms])
    return rate._replace(level=level_of_rise([-m for m in middles], logarithms), is_drawn=True)


def claim2_scaled(tables):
    """How many of the claims 12, 14 and 15 hold."""
    def is_within(found, least, most):
        lower, upper = (-math.inf if found.lower is None else found.lower), (math.inf if found.upper is None else found.upper)
        return lower >= least and upper <= most

    shape, share = claim12_right_edge(tables), claim14_negative_share(tables)
    holds = is_within(shape, -math.inf, 1.25) + is_within(share, 1 / 1.1, 1.1)
    try:
        rate = claim15_left_edges_converge(tables)
        holds += rate.upper is not None and rate.upper < 0 and rate.level <= 0.05
    except NoNumber:
        pass
    return Found(holds)


def claim16_all_stopped(tables):
    networks = tables.rows("figure4", "figure4-runs")
    return of_share(sum(r.text("reason") == "GradientNorm" for r in networks), len(networks))


# Large and small batches, figures 7 and 8


def batches(tables, figure):
    """For each seed, the edge of the large batch's spectrum and that of the small one's."""
    edges = grouped(tables.rows(figure), lambda r: (r.text("batch"), r.whole("seed")))
    of_batch = {
        batch: {seed: [r.number("eigenvalue") for r in rows] for (b, seed), rows in edges.items() if b == batch}
        for batch in ("large", "small")}
    return paired(of_batch["large"], of_batch["small"], f"large and small batches of {figure}")


def claim18_elbows(tables):
    return of_geometric_mean([large[elbow(large)] / small[elbow(small)] for large, small in batches(tables, "figure7")], 0.9)


def claim19_knees(tables):
    positive = [(positive_start(large), positive_start(small)) for large, small in batches(tables, "figure8")]
    length = min(len(edge) for pair in positive for edge in pair)
    if length < Knees.FEWEST:
        raise NoNumber(f"only {length} positive eigenvalues: too few to have a knee")
    knees = Knees(length)
    logarithms = [tuple([math.log(e) for e in edge[:length]] for edge in pair) for pair in positive]

    def difference(pairs):
        means = [list(map(fmean, zip(*(pair[batch] for pair in pairs)))) for batch in (0, 1)]
        return knees.place(means[0]) - knees.place(means[1])

    return bootstrap(logarithms, difference, 0.9)


def claim20_largest(tables):
    pairs = [(large[0], small[0]) for large, small in batches(tables, "figure8")]
    found = of_geometric_mean([large / small for large, small in pairs])
    return found._replace(level=sign_test(sum(large > small for large, small in pairs), len(pairs)))


# Terms, singularity, starts


def last_looks(tables):
    return [rows[-1] for rows in grouped(tables.rows("second-term"), lambda r: r.whole("seed")).values()]


def of_last_looks(column):
    return lambda tables: of_geometric_mean([r.number(column) for r in last_looks(tables)])


def claim7_not_correlated(tables):
    return of_last_looks("functional_to_shuffled")(tables)._replace(level=max(r.number("level") for r in last_looks(tables)))


def claim5_singular(tables):
    rows = grouped(tables.rows("singularity"), lambda r: r.text("row") == "widths")
    widths, dimensions = filled(rows.get(True, [])), filled(rows.get(False, []))
    after = [[r.number("near_zero_after") for r in group] for group in (widths, dimensions)]
    parameters = [r.number("parameters") / r.number("samples") for r in widths]
    fewer = [-r.number("intrinsic_dimension") for r in dimensions]
    level = max(level_of_rise(parameters, [after[0]]), level_of_rise(fewer, [after[1]]))
    return Found(spearman(parameters, after[0]), level=level, is_drawn=True)


def claim29_other_basins(tables):
    return of_mean([r.number("barrier") for r in tables.rows("starts")])


def claim32_scales(tables):
    rows = tables.rows("starts")
    largest = ("lambda_max_scaled_inputs", "lambda_max_scaled_weights")
    return further_from_1(*(of_geometric_mean([r.number(scaled) / r.number("lambda_max") for r in rows]) for scaled in largest))


# Descents with all data and with small batches


def descents(tables, full_batch):
    """For each seed the looks at a training."""
    rows = [r for r in tables.rows("descents") if (r.text("full_batch") == "true") == full_batch]
    return grouped(filled(rows), lambda r: r.whole("seed"))


def full_over_small(column, confidence=0.95):
    def quotients(tables):
        full, small = descents(tables, True), descents(tables, False)
        return of_geometric_mean(
            [full[seed][-1].number(column) / small[seed][-1].number(column) for seed in full if seed in small], confidence)

    return quotients


def claim22_norms(tables):
    ends = [looks[-1] for looks in descents(tables, False).values()]
    return of_geometric_mean([r.number("batch_square") / r.number("gradient_square") for r in ends])


def claim24_falling(tables):
    def of_second_half(looks):
        last = looks[-1]
        halves = [r for r in looks if r.whole("step") == last.whole("step") // 2]
        if len(halves) != 1:
            raise Missing("a training of descents has not one look after half of its steps")
        return last.number("loss") / halves[0].number("loss")

    both = [of_geometric_mean([of_second_half(looks) for looks in descents(tables, full).values()]) for full in (True, False)]
    # That with the higher upper end; one seed has none, and then the last is taken, as no end is above the other.
    return both[0] if both[0].upper is not None and both[0].upper > both[1].upper else both[1]


def claim30_noise(tables):
    return of_mean([looks[-1].number("noise_share") for looks in descents(tables, False).values()])


def claim31_gradient_then_noise(tables):
    def signal_to_noise(look):
        return look.number("gradient_square") * look.number("batch_size") / look.number("noise_trace")

    return of_geometric_mean(
        [max(map(signal_to_noise, looks)) / signal_to_noise(looks[-1]) for looks in descents(tables, False).values()])


# Figures 9 and 10


def rise_after(values, place, window):
    return max(values[place + 1:place + 1 + window]) - values[place]


def claim25_jump(tables):
    runs = list(grouped(tables.rows("figure9"), lambda r: r.whole("seed")).values())

    def of_run(run, column, sign):
        """The rise after the switch, and its rank among the looks at the large batch that are as far from their end."""
        values, phases = [sign * r.number(column) for r in run], [r.whole("phase") for r in run]
        switch, window = phases.count(1) - 1, max(1, phases.count(2) // 5)
        found = rise_after(values, switch, window)
        usual = [rise_after(values, place, window) for place in range(switch - window + 1)]
        return found, (1 + sum(rise >= found for rise in usual)) / (1 + len(usual))

    columns = {"train_loss": 1, "test_loss": 1, "train_accuracy": -1, "test_accuracy": -1}
    found = {column: [of_run(run, column, sign) for run in runs] for column, sign in columns.items()}
    level = max(fmean([of_seed for _, of_seed in of_column]) for of_column in found.values())
    return Found(fmean([rise for rise, _ in found["train_loss"]]), level=level)


def claim26_gain(tables):
    rows = tables.rows("figure10", "figure10-gains")
    mean, error = pooled([r.number("at_the_ends") for r in rows], [r.number("at_the_ends_standard_error") for r in rows])
    return student(100 * mean, 100 * error, len(rows))  # percentage points


def lines(tables):
    """For each seed, α, training loss and its error along the line from the large batch's solution (0) to the small one's (1)."""
    seeds = grouped(tables.rows("figure10"), lambda r: r.whole("seed"))
    return [[tuple(r.number(c) for c in ("alpha", "train_loss", "train_loss_standard_error")) for r in rows] for rows in seeds.values()]


def loss_at(line, alpha):
    points = [(loss, error) for place, loss, error in line if abs(place - alpha) < 1e-9]
    if len(points) != 1:
        raise Missing(f"a line of figure 10 has not one point at α = {alpha}")
    return points[0]


def above(loss, error, ground, *errors_of_ground):
    """A height with its error; a loss that is not finite is above all others."""
    return (loss - ground, math.hypot(error, *errors_of_ground)) if math.isfinite(loss) else (math.inf, 0.0)


def claim27_barrier(tables):
    def highest(line):
        (large, large_error), (small, small_error) = loss_at(line, 0), loss_at(line, 1)
        return max(
            above(loss, error, (1 - a) * large + a * small, (1 - a) * large_error, a * small_error)
            for a, loss, error in line if 1e-9 < a < 1 - 1e-9)

    return normal(*max(map(highest, lines(tables))))


def claim28_walls(tables):
    def excess(line):
        (beyond_large, error), (beyond_small, small_error) = [
            above(*loss_at(line, there), *loss_at(line, end)) for end, there in ((0, -1), (1, 2))]
        return beyond_large - beyond_small, math.hypot(error, small_error)

    return normal(*pooled(*zip(*map(excess, lines(tables)))))


# Laws of random matrices


def claim34_outliers(tables):
    def deviation(row):
        predicted = row.number("predicted_place")
        return normal(abs(row.number("place") - predicted) / predicted, row.number("place_error") / predicted)

    outliers = [r for r in tables.rows("appendix-b") if r.text("is_outlier") == "true"]
    return max(map(deviation, filled(outliers)), key=lambda found: found.upper)


def claim35_linear(tables):
    by_step = grouped(tables.rows("linear-model", "linear-model-fits"), lambda r: r.number("step"))
    return max((of_mean([r.number("ks_distance") for r in rows]) for rows in by_step.values()), key=lambda found: found.value)


CLAIMS = {
    1: claim1_outliers,
    2: claim2_scaled,
    3: claim3_same_bulk,
    4: claim4_near_zero,
    5: claim5_singular,
    6: of_last_looks("functional_to_hessian"),
    7: claim7_not_correlated,
    8: of_last_looks("trivial_size"),
    9: claim9_components,
    10: claim10_exactly_classes,
    11: claim11_tiny_negatives,
    12: claim12_right_edge,
    13: claim13_left_edge,
    14: claim14_negative_share,
    15: claim15_left_edges_converge,
    16: claim16_all_stopped,
    17: claim17_tiny_negatives,
    18: claim18_elbows,
    19: claim19_knees,
    20: claim20_largest,
    21: full_over_small("keskar_sharpness"),
    22: claim22_norms,
    23: full_over_small("loss", 0.9),
    24: claim24_falling,
    25: claim25_jump,
    26: claim26_gain,
    27: claim27_barrier,
    28: claim28_walls,
    29: claim29_other_basins,
    30: claim30_noise,
    31: claim31_gradient_then_noise,
    32: claim32_scales,
    33: claim33_clusters,
    34: claim34_outliers,
    35: claim35_linear,
}


# Comparison


def is_same(one, other, scale=0.0):
    """Whether two numbers are the same; None is one that does not exist."""
    if one is None or other is None:
        return one is other
    if one == other or (math.isnan(one) and math.isnan(other)):
        return True
    return abs(one - other) <= RELATIVE * max(abs(one), abs(other), scale)


def is_level_of_draws(published, own):
    """Whether two samplings of one level differ by no more than their errors, and the true order, which counts in both."""
    if published is None or own is None:
        return published is own
    middle = 0.5 * (published + own)
    error = math.sqrt(middle * max(0.0, 1 - middle) * (1 / PUBLISHED_DRAWS + 1 / OWN_DRAWS))
    return abs(published - own) <= STANDARD_ERRORS * error + 1 / PUBLISHED_DRAWS


def is_quantile_of_draws(end, sampled, share):
    """Whether an interval's end is the quantile of a share of our draws, up to the errors of both samplings."""
    if end is None:
        return False
    allowed = STANDARD_ERRORS * math.sqrt(share * (1 - share) * (1 / PUBLISHED_DRAWS + 1 / len(sampled)))
    below = sum(s < end - 1e-9 for s in sampled) / len(sampled)
    up_to = sum(s <= end + 1e-9 for s in sampled) / len(sampled)
    return below <= share + allowed and up_to >= share - allowed


def differences(published, found):
    """Which of the published numbers are other than those found."""
    width = published.upper - published.lower if published.lower is not None and published.upper is not None else 0.0
    if found.sampled is not None:
        same_lower = is_quantile_of_draws(published.lower, found.sampled, found.tail)
        same_upper = is_quantile_of_draws(published.upper, found.sampled, 1 - found.tail)
    else:
        same_lower, same_upper = is_same(published.lower, found.lower, width), is_same(published.upper, found.upper, width)
    same_level = (is_level_of_draws if found.is_drawn else is_same)(published.level, found.level)
    same = {"value": is_same(published.value, found.value), "lower": same_lower, "upper": same_upper, "level": same_level}
    return [name for name, is_it in same.items() if not is_it]


def text(found):
    def digits(number):
        return "–" if number is None else f"{number:.7g}"

    interval = "" if found.lower is None and found.upper is None else f" [{digits(found.lower)}, {digits(found.upper)}]"
    return digits(found.value) + interval + ("" if found.level is None else f" level {digits(found.level)}")


def compare(number, published, tables):
    """The line of a claim after its number, and what it counts as."""
    claim = CLAIMS.get(number)
    if claim is None and published.value is None:
        return "no number: not applicable", "none"
    try:
        if claim is None:
            raise Missing("this script does not know the claim")
        found = claim(tables)
    except NoNumber as reason:
        is_none = published.value is None
        return f"{'' if is_none else text(published) + '   DIFFERS: '}no number: {reason}", "none" if is_none else "differs"
    except Missing as reason:
        return f"{text(published)}   not recomputed: {reason}", "left"
    except (ArithmeticError, LookupError, ValueError) as error:
        return f"{text(published)}   not recomputed: {type(error).__name__}: {error}", "left"
    wrong = differences(published, found)
    drawn = [what for what, is_it in (("interval", found.sampled is not None), ("level", found.is_drawn)) if is_it]
    notes = [f"{', '.join(drawn)} by own draws"] if drawn else []
    verdict = f"DIFFERS: {', '.join(wrong)}" if wrong else "same"
    line = f"{text(published)}   {text(found)}   {verdict}" + (f" ({'; '.join(notes)})" if notes else "")
    return line, "differs" if wrong else "same"


def number_or_none(cell):
    return float(cell) if cell else None


def verify(folder):
    """Compares all claims of a folder; the exit code."""
    try:
        rows = read_csv(folder / "claims.csv")
        claims = {
            int(row["claim"].split(".")[0]): Found(*(number_or_none(row[c]) for c in ("value", "lower", "upper", "level"))) for row in rows}
    except (OSError, KeyError, ValueError, AttributeError) as error:
        print(f"{folder / 'claims.csv'} cannot be read: {error!r}", file=sys.stderr)
        return 2
    if not claims:
        print(f"{folder / 'claims.csv'} has no claim", file=sys.stderr)
        return 2

    print("claim   published   recomputed   comparison")
    counted = {"same": 0, "differs": 0, "none": 0, "left": 0}
    for number in sorted(claims):
        line, outcome = compare(number, claims[number], Tables(folder))
        counted[outcome] += 1
        print(f"{number:>2}   {line}")
    for number in sorted(set(CLAIMS) - set(claims)):
        print(f"{number:>2}   DIFFERS: not in claims.csv")
        counted["differs"] += 1
    print(f"{counted['none']} claims without a number, {counted['left']} not recomputed")
    print(f"{counted['same'] + counted['differs']} values, {counted['differs']} differ")
    return 1 if counted["differs"] else 0


# Self-test


def brute_knee(scree):
    """The same knee in another way: the least squares of three columns at every place, by elimination."""
    def left(place):
        columns = [[1.0, i, max(0.0, i - place)] for i in range(1, len(scree) + 1)]
        matrix = [
            [math.fsum(c[a] * c[b] for c in columns) for b in range(3)] + [math.fsum(c[a] * y for c, y in zip(columns, scree))]
            for a in range(3)]
        for a in range(3):
            for b in (b for b in range(3) if b != a):
                share = matrix[b][a] / matrix[a][a]
                matrix[b] = [x - share * y for x, y in zip(matrix[b], matrix[a])]
        fit = [matrix[a][3] / matrix[a][a] for a in range(3)]
        squares = math.fsum((y - sum(map(mul, fit, c))) ** 2 for c, y in zip(columns, scree))
        return squares if fit[2] > 0 else math.inf

    return min((0.5 * k for k in range(6, len(scree) + 1)), key=left)


def close(one, other):
    return abs(one - other) <= 1e-9 * max(1.0, abs(other))


def self_tests():
    """Names and outcomes of checks by values from tables or closed forms."""
    yield "I_x(1, b) = 1 − (1 − x)^b", all(close(incomplete_beta(1, b, 0.3), 1 - 0.7 ** b) for b in (0.5, 1, 4, 30))
    yield "I_x(2, 3) is a polynomial", close(incomplete_beta(2, 3, 0.4), 6 * 0.16 - 8 * 0.064 + 3 * 0.0256)
    yield "Student, 1 degree: tangent", close(student_quantile(1, 0.975), math.tan(math.pi * 0.475))
    yield "Student, 2 degrees: closed form", close(student_quantile(2, 0.975), 0.95 * math.sqrt(2 / (1 - 0.95 ** 2)))
    yield "Student, 4 degrees: table", close(student_quantile(4, 0.975), 2.7764451051977987)
    yield "Student, 4 degrees, 90 %: table", close(student_quantile(4, 0.95), 2.13184678632665)
    yield "Student, 24 degrees: table", close(student_quantile(24, 0.975), 2.0638985616280205)
    yield "normal: table", close(normal_quantile(0.975), 1.959963984540054)
    yield "Student of many degrees is nearly normal", abs(student_quantile(10 ** 6, 0.975) - 1.959966356) < 1e-8
    yield "binomial tail by counting", close(binomial_at_least(3, 5, 0.5), 16 / 32)
    yield "exact interval of none: closed form", close(of_share(0, 25).upper, 1 - 0.025 ** (1 / 25))
    yield "exact interval of all: closed form", close(of_share(25, 25).lower, 0.025 ** (1 / 25))
    yield "exact interval of 1 of 2: closed form", close(of_share(1, 2).upper, math.sqrt(0.975))
    yield "exact interval of 5 of 10: table", abs(of_share(5, 10).lower - 0.187086) < 1e-6 and abs(of_share(5, 10).upper - 0.812914) < 1e-6
    yield "exact interval by the beta function", close(incomplete_beta(7, 14, of_share(7, 20).lower), 0.025)
    yield "mean of 1 … 5", close(of_mean([1, 2, 3, 4, 5]).upper, 3 + 2.7764451051977987 * math.sqrt(0.5))
    yield "one sample has no interval", of_mean([2.0]) == Found(2.0)
    yield "geometric mean", close(of_geometric_mean([1, 4]).value, 2) and close(of_geometric_mean([2, 2]).lower, 2)
    yield "pooled over seeds and examples", all(map(close, pooled([1, 3], [2, 2]), (2, math.sqrt(5))))
    yield "sign test", sign_test(5, 5) == 1 / 32 and sign_test(0, 7) == 1
    yield "slope", close(slope([1, 2, 4], [3, 5, 9]), 2)
    yield "ranks with ties", ranks([10, 20, 20, 5]) == [2, 3.5, 3.5, 1]
    yield "Spearman, reversed", close(spearman([1, 2, 3], [9, 8, 1]), -1)
    yield "Spearman, tied", close(spearman([1, 2, 3], [1, 1, 2]), math.sqrt(0.75))
    yield "permutation level of 4 rising", is_level_of_draws(1 / 24, level_of_rise([1, 2, 3, 4], [[1, 2, 3, 4]]))
    yield "permutation level of 4 falling", level_of_rise([1, 2, 3, 4], [[4, 3, 2, 1]]) == 1
    yield "permutation level within two rows", is_level_of_draws(1 / 36, level_of_rise([1, 2, 3], [[1, 2, 3], [1, 2, 3]]))
    # Of 4 values drawn anew, the largest is missing with (3/4)^4 = 0.32, the two largest with 1/16: the 5 % quantile is the second.
    found = bootstrap([1.0, 2.0, 3.0, 4.0], max, 0.9)
    yield "bootstrap of a maximum", (found.value, found.lower, found.upper) == (4, 2, 4)
    yield "bootstrap quantiles are recognized", is_quantile_of_draws(2, found.sampled, 0.05)
    yield "other numbers are not", not is_quantile_of_draws(4, found.sampled, 0.05) and not is_quantile_of_draws(1, found.sampled, 0.05)
    yield "bootstrap of three has no interval", bootstrap([1, 2, 3], max, 0.9) == Found(3)
    yield "elbow", elbow([0, 5, 6, 6.5, 7]) == 1
    bent = [-i if i <= 11 else -11 - 0.1 * (i - 11) for i in range(1, 41)]
    yield "knee of two lines", Knees(40).place(bent) == 11
    draw = random.Random(1)
    rough = [[-0.4 * min(i, 8.5) - 0.1 * i + draw.gauss(0, 0.3) for i in range(1, 31)] for _ in range(20)]
    yield "knees by elimination", all(Knees(30).place(scree) == brute_knee(scree) for scree in rough)
    yield "largest quotient", count_before_largest_quotient([9, 8, 1, 0.9, -1, 5]) == 2
    yield "rise within a window", rise_after([5, 1, 2, 9], 1, 1) == 1 and rise_after([5, 1, 2, 9], 1, 2) == 8
    yield "numbers that differ do", not is_same(1, 1 + 2e-6) and is_same(1, 1 + 5e-7) and is_same(None, None) and not is_same(None, 1)
    published = Found(1.0, 0.5, 1.5, 0.05)
    yield "each number is compared", differences(published, Found(2.0, 0.5, 1.4, None)) == ["value", "upper", "level"]


def self_test():
    failed = 0
    for name, is_right in self_tests():
        failed += not is_right
        print(f"{'right' if is_right else 'WRONG'}   {name}")
    print(f"{failed} wrong")
    return 1 if failed else 0


def main(arguments):
    if arguments == ["--self-test"]:
        return self_test()
    if len(arguments) > 1 or any(a.startswith("-") for a in arguments):
        print(__doc__)
        return 2
    return verify(Path(arguments[0]) if arguments else Path(__file__).resolve().parents[2] / "docs" / "paper")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
