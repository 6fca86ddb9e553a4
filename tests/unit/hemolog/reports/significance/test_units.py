import pytest

from hemolog.reports.significance import units
from hemolog.reports.significance.units import NoUnitsError, UnitColumns, Units, pair, read_units

COLUMNS = UnitColumns(unit="unit", actual="class", items="items", counts="as_", sums=("loss",))
HEADER = "split,unit,class,items,as_a,as_b,loss"


def table(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


def read(*rows: str) -> Units:
    return read_units(table(*rows), COLUMNS).where({})


def test_the_rows_of_a_split_become_arrays() -> None:
    found = read_units(table("test,u,a,3,2,1,0.5", "test,v,b,2,0,2,1e-1", "val,u,a,9,9,0,0"), COLUMNS)

    chosen = found.where({"split": "test"})
    assert (found.classes, chosen.names) == (("a", "b"), ("u", "v"))
    assert (chosen.actual.tolist(), chosen.items.tolist()) == ([0, 1], [3, 2])
    assert (chosen.predicted.tolist(), chosen.right.tolist()) == ([[2, 1], [0, 2]], [2, 2])
    assert chosen.sums["loss"].tolist() == [0.5, 0.1]


def test_a_class_that_is_never_predicted_is_one_too() -> None:
    found = read("test,u,c,3,2,1,0")

    assert (found.classes, found.actual.tolist(), found.predicted.tolist()) == (("a", "b", "c"), [2], [[2, 1, 0]])
    assert found.right.tolist() == [0]


def test_a_unit_may_have_items_of_two_classes() -> None:
    assert read("test,u,a,3,2,1,0", "test,u,b,1,0,1,0").names == ("u", "u")


def test_rows_without_items_hold_no_unit() -> None:
    assert read("test,u,a,0,0,0,0", "test,v,a,1,1,0,0").names == ("v",)


def test_items_may_be_taken_for_no_class() -> None:
    assert read("test,u,a,3,1,0,0").items.tolist() == [3]


def test_a_summed_column_may_be_missing() -> None:
    data = table("u,a,1,1", header="unit,class,items,as_a")

    assert dict(read_units(data, COLUMNS).where({}).sums) == {}


def test_names_are_text_whatever_they_look_like() -> None:
    data = '\ufeffunit,class,items,as_a,"as_=HYPERLINK(""x"")"\n=cmd|calc,"=HYPERLINK(""x"")",1,0,1\n'

    found = read_units(data.encode(), COLUMNS).where({})
    assert (found.names, found.classes, found.right.tolist()) == (("=cmd|calc",), ("a", '=HYPERLINK("x")'), [1])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", "has no column as_<class>", id="nothing"),
        pytest.param(b"\xff\xfeu\x00", "is no CSV file", id="another encoding"),
        pytest.param(table('test,"u,a,1,1,0,0'), "is no CSV file", id="a quote that never ends"),
        pytest.param(table("test," + "u" * 200_000 + ",a,1,1,0,0"), "is no CSV file", id="a huge value"),
        pytest.param(table("test," + "u" * 501 + ",a,1,1,0,0"), "a name of more than 500", id="a long name"),
        pytest.param(table("test,u,a,1,1,0"), "other than 7 values", id="a short row"),
        pytest.param(table("u,1", header="unit,as_a"), "has no column class", id="no true class"),
        pytest.param(table("u,a,1", header="unit,class,as_a"), "has no column items", id="no items"),
        pytest.param(table("u,u,a,1,1", header="unit,unit,class,items,as_a"), "two columns unit", id="a column twice"),
        pytest.param(
            table(header=HEADER + "".join(f",as_{each}" for each in range(99))), "more than 100 classes", id="classes"
        ),
        pytest.param(table("test,u,a,1,2,0,0"), "more items predicted than it holds", id="too many predicted"),
        *(
            pytest.param(table(f"test,u,a,{text},0,0,0"), "no whole number from 0", id=f"items {text!r}")
            for text in ["nan", "inf", "-1", "1e9", "1000000001", "", " 1", "1.5", "0x1", "1_0", "\u0661", "=1", "1\0"]
        ),
        *(
            pytest.param(table(f"test,u,a,1,1,0,{text}"), "no number between", id=f"a loss of {text!r}")
            for text in ["nan", "-inf", "1e16", "1e999", "", "one", "1_0", "1,5".replace(",", ";")]
        ),
    ],
)
def test_what_is_no_such_table_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(NoUnitsError, match=reason):
        read_units(data, COLUMNS)


def test_a_large_file_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(units, "LARGEST", 100)
    with pytest.raises(NoUnitsError, match="more than 100 bytes"):
        read_units(b"\xff" * 101, COLUMNS)


def test_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(units, "MOST_UNITS", 1)
    with pytest.raises(NoUnitsError, match="more than 1 rows"):
        read("test,u,a,1,1,0,0", "test,v,a,1,1,0,0")


@pytest.mark.parametrize(
    ("conditions", "reason"),
    [
        ({"fold": "1"}, "no column fold"),
        ({"split": "val"}, "no row with items where split = val"),
        ({"split": "test"}, "'u' of class 'a' in 2 rows"),
    ],
)
def test_a_choice_of_rows_that_makes_no_units_is_refused(conditions: dict[str, str], reason: str) -> None:
    found = read_units(table("test,u,a,1,1,0,0", "test,u,a,2,1,0,0"), COLUMNS)
    with pytest.raises(NoUnitsError, match=reason):
        found.where(conditions)


def test_units_are_paired_by_name_and_class_never_by_order() -> None:
    base = read("test,u,a,1,1,0,0", "test,v,a,2,2,0,1", "test,u,b,3,0,3,2")
    head = read("test,u,b,3,3,0,5", "test,u,a,1,0,1,3", "test,v,a,2,1,1,4")

    paired = pair(base, head)
    assert paired.base.names == paired.head.names == ("u", "v", "u")
    assert paired.base.actual.tolist() == paired.head.actual.tolist() == [0, 0, 1]
    assert (paired.base.right.tolist(), paired.head.right.tolist()) == ([1, 2, 3], [0, 1, 0])
    assert paired.head.sums["loss"].tolist() == [3, 4, 5]


def test_units_of_one_side_and_those_that_changed_are_left_out_and_counted() -> None:
    base = read("test,u,a,1,1,0,0", "test,v,a,2,2,0,0", "test,w,a,2,2,0,0")
    head = read("test,u,b,1,1,0,0", "test,v,a,3,2,0,0", "test,w,a,2,2,0,0", "test,x,a,2,2,0,0")

    paired = pair(base, head)
    assert (paired.base.names, paired.only_base, paired.only_head, paired.changed) == (("w",), 1, 2, 1)


def test_models_that_know_other_classes_are_paired_in_the_classes_of_both() -> None:
    base = read_units(table("u,b,2,1,1", header="unit,class,items,as_a,as_b"), COLUMNS).where({})
    head = read_units(table("u,b,2,0,2", header="unit,class,items,as_c,as_b"), COLUMNS).where({})

    paired = pair(base, head)
    assert paired.base.classes == paired.head.classes == ("a", "b", "c")
    assert (paired.base.predicted.tolist(), paired.head.predicted.tolist()) == ([[1, 1, 0]], [[0, 2, 0]])
    assert paired.base.actual.tolist() == paired.head.actual.tolist() == [1]


def test_two_sides_without_a_unit_in_common_pair_nothing() -> None:
    paired = pair(read("test,u,a,1,1,0,0"), read("test,v,a,1,1,0,0"))

    assert (paired.base.names, paired.head.names, paired.only_base, paired.only_head) == ((), (), 1, 1)
