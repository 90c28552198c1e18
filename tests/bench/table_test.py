"""bench/run.py on canned lines: medians, ratios, the best of the peers, and what must stop it."""
import importlib.util
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True
spec = importlib.util.spec_from_file_location("bench_run", ROOT / "bench" / "run.py")
bench = importlib.util.module_from_spec(spec)
spec.loader.exec_module(bench)


def ours(value, floor=None, row="digits/gradient", norm=0.25, **more):
    line = {"row": row, "title": f"title of {row}", "unit": "s", "by": "saddlescope", "value": value,
            "processor": 2 * value, "checks": {"norm": norm}, "goal": "floor ≤ 1.6", **more}
    return line if floor is None else {**line, "floor": floor, "floor_processor": 2 * floor}


def peer(value, by="jax", way="jit(grad)", row="digits/gradient", norm=0.25, **more):
    return {"row": row, "by": by, "way": way, "value": value, "processor": value, "checks": {"norm": norm}, **more}


def lines_of(*lines):
    lines_ = bench.Lines()
    for line in lines:
        lines_.add(line)
    return lines_


def cells(lines, clock="value"):
    header, rows = bench.table(lines, clock)
    return [dict(zip(header, row)) for row in rows]


class Table(unittest.TestCase):
    def test_a_time_is_the_median_over_processes(self):
        [row] = cells(lines_of(ours(1e-3), ours(9e-3), ours(2e-3)))
        self.assertEqual(row["ours"], "2 ms")
        self.assertEqual(row["floor"], "")

    def test_a_ratio_to_the_floor_is_taken_in_each_process_before_the_median(self):
        # Medians apart would give 2e-3/1e-3 = 2; within the processes 1.5, 2.5 and 4.
        [row] = cells(lines_of(ours(1.5e-3, 1e-3), ours(2e-3, 8e-4), ours(4e-3, 1e-3)))
        self.assertEqual(row["floors"], "2.50")

    def test_the_best_of_the_peers_and_of_their_ways_is_compared(self):
        lines = lines_of(ours(1e-3), peer(3e-3), peer(9e-3, way="slow"), peer(5e-3, by="torch", way="autograd.grad"))
        [row] = cells(lines)
        self.assertEqual((row["JAX"], row["PyTorch"], row["best peer"]), ("3 ms, 3×", "5 ms, 5×", "JAX 3×"))
        self.assertEqual(bench.table(lines, "value")[0][4:6], ["PyTorch", "JAX"])

    def test_a_way_given_up_after_one_process_is_no_longer_the_best(self):
        # The first process had a lucky moment; only what ran in all of them counts.
        [row] = cells(lines_of(ours(1e-3), peer(1e-3, way="lucky"), peer(2e-3), peer(2e-3)))
        self.assertEqual(row["JAX"], "2 ms, 2×")

    def test_processor_time_on_request(self):
        [row] = cells(lines_of(ours(1e-3, 1e-3), peer(3e-3)), "processor")
        self.assertEqual((row["ours"], row["floor"], row["best peer"]), ("2 ms", "2 ms", "JAX 1.5×"))

    def test_what_this_program_cannot_do_yet_keeps_its_row(self):
        missing = {name: value for name, value in ours(0, row="stalled/inertia").items() if name != "value"}
        lines = lines_of({**missing, "missing": "exit 3: no such way"}, peer(14, by="torch", row="stalled/inertia"))
        [row] = cells(lines)
        self.assertEqual((row["ours"], row["PyTorch"], row["best peer"]), ("–", "14 s", ""))
        self.assertIn("title of stalled/inertia: not measured: exit 3: no such way.", bench.notes(lines, "value"))

    def test_what_a_row_is_held_to_and_misses_is_said(self):
        held = {"goal": "floor ≤ 1.6, best peer ≥ 1.8, JAX ≥ 15, NumPy ≥ 3, PyTorch + NumPy ≥ 7"}
        [row] = cells(lines_of(ours(1, 0.5, **held), peer(20, norm=0.25), peer(2, by="numpy"), peer(6.5, by="torch")))
        self.assertEqual(row["held to"], held["goal"] + "; missed: floor ≤ 1.6, NumPy ≥ 3, PyTorch + NumPy ≥ 7")
        [row] = cells(lines_of(ours(1, 0.9, **held)))
        self.assertEqual(row["held to"], held["goal"])  # what isn't there isn't missed
        [row] = cells(lines_of(ours(1, goal="straight")))
        self.assertEqual(row["held to"], "straight")

    def test_units(self):
        self.assertEqual([bench.written(v, "s") for v in (4.3e-7, 4.3e-4, 0.21, 0.99951, 3.2, 132)],
                         ["0.43 µs", "430 µs", "210 ms", "1000 ms", "3.2 s", "132 s"])
        self.assertEqual(bench.written(115343360, "B"), "110 MiB")
        self.assertEqual(bench.written(1.018, "power"), "^1.02")

    def test_imports_apart(self):
        [row] = cells(lines_of(ours(1), peer(14.1, by="torch", without_imports=12.7)))
        self.assertEqual(row["PyTorch"], "14.1 s (12.7 s without imports), 14×")

    def test_text_and_markdown_hold_the_same_cells(self):
        header, rows = bench.table(lines_of(ours(1e-3, 5e-4), peer(3e-3)), "value")
        markdown = bench.as_markdown(header, rows).splitlines()
        self.assertEqual(markdown[2], "| title of digits/gradient | 1 ms | 500 µs | 2.00 | 3 ms, 3× | JAX 3× | "
                                      "floor ≤ 1.6; missed: floor ≤ 1.6 |")
        self.assertEqual(len({line.count("|") for line in markdown}), 1)
        for line, marked in zip(bench.as_text(header, rows).splitlines(), [markdown[0], *markdown[2:]]):
            self.assertEqual(line.split(), marked.replace("|", " ").split())


class Checks(unittest.TestCase):
    def test_equal_numbers_pass(self):
        self.assertEqual(bench.disagreements(lines_of(ours(1), peer(1, norm=0.25 * (1 + 1e-9)))), [])

    def test_a_peer_that_solved_another_problem_stops_the_bench(self):
        [fault] = bench.disagreements(lines_of(ours(1), peer(1, norm=0.2501)))
        self.assertEqual(fault, "digits/gradient, norm: JAX (jit(grad)) finds 0.25009999999999999, we 0.25: not the same "
                                "problem, so no comparison.")

    def test_every_process_of_a_peer_is_checked(self):
        self.assertEqual(len(bench.disagreements(lines_of(ours(1), peer(1), peer(1, norm=0.2501)))), 1)

    def test_a_check_that_the_other_side_does_not_have_is_a_fault(self):
        [fault] = bench.disagreements(lines_of(ours(1), {**peer(1), "checks": {"loss": 0.25}}))
        self.assertEqual(fault, "digits/gradient: JAX (jit(grad)) checks loss, we norm: nothing is compared.")
        self.assertEqual(bench.disagreements(lines_of(ours(1), {**peer(1), "checks": {}})), [])

    def test_a_row_that_only_a_peer_has_stops_the_bench(self):
        self.assertEqual(bench.disagreements(lines_of(ours(1), peer(1, row="digits/gradint"))),
                         ["JAX has a row digits/gradint, we have none."])

    def test_a_line_of_no_kind_is_refused(self):
        with self.assertRaises(ValueError):
            lines_of({"time": 1})


class Command(unittest.TestCase):
    def test_a_kept_table_names_no_place_of_this_machine(self):
        argv = ["--python", "venv/bin/python", "--threads", "4", "--markdown=out.md", "--large"]
        self.assertEqual(bench.shown_command(argv), "./dev bench --threads 4 --large")


class Ways(unittest.TestCase):
    def test_slow_ways_are_not_run_again_and_the_fastest_comes_first(self):
        lines = lines_of(ours(1), peer(3.5, way="a"), peer(3, way="b"), peer(9, way="c"))
        options = bench.parse(["--threads", "1"])
        self.assertEqual(bench.Runner(options, lines).ways("jax"), {"digits/gradient": ["b", "a"]})


if __name__ == "__main__":
    unittest.main()
