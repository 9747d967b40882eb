"""The grid of who has been heard."""

from bot.desk.overview_pages import grid
from bot.desk.proposals_pages import rows
from knowledge.proposals.model import Draft
from knowledge.proposals.overview import Coverage, Heard


def covered(*heard: Heard) -> Coverage:
    total = sum(one.proposals for one in heard)
    return Coverage(total=total, heard=heard, silent_settings=(), silent_levels=(), silent=(), silent_regions=())


def test_each_pair_has_its_count_its_shade_and_its_list():
    made = grid(
        covered(
            Heard(setting="ambulance", level="front line", proposals=9, supports=2),
            Heard(setting="ambulance", level="middle manager", proposals=1, supports=0),
            Heard(setting="ambulance", level="every level", proposals=0, supports=4),
        )
    )
    cells = {
        (row["setting"], level): cell
        for row in made["rows"]
        for level, cell in zip(made["levels"], row["cells"], strict=True)
    }
    assert cells["ambulance", "front line"] == {
        "proposals": 9,
        "supports": 2,
        "shade": 3,
        "address": "/desk?setting=ambulance&level=front+line",
    }
    assert cells["ambulance", "middle manager"]["shade"] == 1
    assert cells["ambulance", "every level"]["shade"] == 0
    assert cells["primary care", "front line"]["shade"] == "silent"
    assert cells["not said", "front line"]["shade"] == 0


def test_an_empty_grid_is_no_fault():
    assert all(cell["proposals"] == 0 for row in grid(covered())["rows"] for cell in row["cells"])


def test_a_proposals_rows_leave_out_what_was_not_said():
    draft = Draft(proposal="A coach", setting="ambulance", themes=("other",), quote=True)
    shown = [(row["key"]["text"], row["value"]["text"]) for row in rows(draft)]
    assert shown == [
        ("Setting", "ambulance"),
        ("Themes", "other"),
        ("Consent", "May be quoted; may not be contacted"),
    ]
