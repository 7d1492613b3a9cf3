# bench/support/python_programs.py - some of bench/programs/ in Python, for CPython and Numba.
"""As C has them, loop by loop."""

import math
import time

try:
    import numba
except ImportError:
    numba = None


def mandelbrot(rows):
    total = 0
    for row in range(rows):
        ci = -1 + row * (2 / 300.0)
        for column in range(400):
            cr = -2 + column * (3 / 400.0)
            zr = zi = 0.0
            n = 0
            while n < 200 and zr * zr + zi * zi <= 4:
                zr, zi = zr * zr - zi * zi + cr, 2 * zr * zi + ci
                n += 1
            total += n
    return float(total)


def sieve(rounds):
    cnt = 0
    for _ in range(rounds):
        composite = [0] * 4_000_000
        for i in range(2, 4_000_000):
            if composite[i]:
                continue
            cnt += 1
            for j in range(i * i, 4_000_000, i):
                composite[j] = 1
    return float(cnt)


def place(columns, left, right, everything):
    if columns == everything:
        return 1
    cnt = 0
    free = everything & ~(columns | left | right)
    while free:
        bit = free & -free
        free ^= bit
        cnt += place(columns | bit, (left | bit) << 1, (right | bit) >> 1, everything)
    return cnt


def queens(_):
    return float(place(0, 0, 0, (1 << 12) - 1))


def spectral_item(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def spectral_norm(rounds):
    cnt = 500
    u = [1.0] * cnt
    v = [0.0] * cnt
    t = [0.0] * cnt
    for _ in range(rounds):
        for source, target in ((u, v), (v, u)):
            for i in range(cnt):
                total = 0.0
                for j in range(cnt):
                    total += spectral_item(i, j) * source[j]
                t[i] = total
            for i in range(cnt):
                total = 0.0
                for j in range(cnt):
                    total += spectral_item(j, i) * t[j]
                target[i] = total
    vbv = vv = 0.0
    for i in range(cnt):
        vbv += u[i] * v[i]
        vv += v[i] * v[i]
    return math.sqrt(vbv / vv)


def fannkuch(_):
    cnt = at = 9
    order = list(range(cnt))
    turns = [0] * cnt
    most = total = 0
    sign = 1
    while True:
        while at > 1:
            turns[at - 1] = at
            at -= 1
        work = order[:]
        flips = 0
        while work[0]:
            low, high = 0, work[0]
            while low < high:
                work[low], work[high] = work[high], work[low]
                low += 1
                high -= 1
            flips += 1
        most = max(most, flips)
        total += sign * flips
        sign = -sign
        at = 1
        while True:
            if at == cnt:
                return total * 1000.0 + most
            first = order[0]
            for i in range(at):
                order[i] = order[i + 1]
            order[at] = first
            turns[at] -= 1
            if turns[at] > 0:
                break
            at += 1


# Each with the argument of a whole run.
PROGRAMS = (
    (fannkuch, 1),
    (mandelbrot, 300),
    (queens, 1),
    (sieve, 2),
    (spectral_norm, 10),
)
CALLS = 3  # by Numba; CPython runs each once


def timed(function, argument, calls):
    """Gives the CPU milliseconds of the fastest call, and its result."""
    best_ms, result = math.inf, None
    for _ in range(calls):
        started = time.process_time()
        result = function(argument)
        best_ms = min(best_ms, (time.process_time() - started) * 1e3)
    return best_ms, result


def compiled():
    """Gives the programs as Numba compiles them, once each has run: {name: function}."""
    helpers = {f.__name__: numba.njit(f) for f in (place, spectral_item)}
    globals().update(helpers)
    functions = {function.__name__: numba.njit(function) for function, _ in PROGRAMS}
    for function, argument in PROGRAMS:
        functions[function.__name__](argument)
    return functions


def measure():
    """Gives (program, "CPython" or "Numba", (milliseconds, result)) for each program that can run."""
    measured = [(f.__name__, "CPython", timed(f, argument, 1)) for f, argument in PROGRAMS]
    if numba:
        functions = compiled()
        measured += [
            (f.__name__, "Numba", timed(functions[f.__name__], argument, CALLS))
            for f, argument in PROGRAMS
        ]
    return measured
