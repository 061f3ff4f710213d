"""The tools that benchmarks measure with."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench import load
from bench.row import Row, percentile
from tests.support.databases import ROOT


class TestPercentile:
    @pytest.mark.parametrize(("share", "value"), [(0.5, 50.0), (0.95, 95.0), (0.99, 99.0), (1.0, 100.0), (0.0, 1.0)])
    def test_is_the_value_that_the_share_does_not_pass(self, share: float, value: float) -> None:
        assert percentile([float(n) for n in range(100, 0, -1)], share) == value

    def test_of_nothing_is_nothing(self) -> None:
        assert percentile([], 0.95) == 0.0


class TestRow:
    def test_ratio_is_measured_to_floor(self) -> None:
        row = Row("x", 30.0, "orders/s", 40.0, "by hand", "at least 50 %", True)
        assert row.as_dict()["ratio"] == 0.75

    def test_without_a_floor_there_is_no_ratio(self) -> None:
        assert Row("x", 30.0, "ms", None, "", "under 50 ms", True).ratio is None


class TestLoad:
    def test_every_client_calls_as_often_as_it_was_told(self) -> None:
        done = load.run("tests.unit.bench_clients:counting", load.Pace(times=5), processes=2, threads=3, word="done")

        assert done.outcomes == {"done 0": 15, "done 1": 15}
        assert len(done.latencies) == 30

    def test_a_client_that_fails_is_an_outcome(self) -> None:
        done = load.run("tests.unit.bench_clients:failing", load.Pace(times=2), processes=1, threads=1)

        assert done.outcomes == {"ValueError: no": 2}

    def test_a_process_that_cannot_begin_is_an_error(self) -> None:
        with pytest.raises(RuntimeError, match="AttributeError"):
            load.run("tests.unit.bench_clients:missing", load.Pace(times=1), processes=1, threads=1)


@pytest.mark.timeout(180)
def test_a_row_is_measured_and_written_down(tmp_path: Path, environment: dict[str, str]) -> None:
    target = tmp_path / "result.json"

    done = subprocess.run(
        [sys.executable, "-m", "bench", "create_order", "--quick", "--json", str(target)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(target.read_text(encoding="utf-8"))
    assert report["failed"] == {}
    assert [row["unit"] for row in report["rows"]] == ["orders/s", "ms"]
    assert report["rows"][0]["floor_name"] == "the same SQL by hand"
    assert report["rows"][0]["ratio"] > 0
