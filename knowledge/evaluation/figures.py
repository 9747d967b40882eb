"""A measured figure beside the bar it is held to."""

from typing import Any

from pydantic import BaseModel, ConfigDict, computed_field


class Figure(BaseModel):
    """One measurement."""

    model_config = ConfigDict(frozen=True)

    name: str
    value: float
    bar: float | None = None
    """What it must reach; None when it is only watched."""
    at_most: bool = False
    """True where less is better."""
    of: int = 0
    """How many cases it rests on."""
    on: str = ""
    """Which part of the material: `tune` or `held out`; "" when there is only one."""

    @computed_field  # type: ignore[prop-decorator]
    @property
    def met(self) -> bool:
        """Whether the bar is reached."""
        if self.bar is None:
            return True
        return self.value <= self.bar if self.at_most else self.value >= self.bar

    def line(self) -> str:
        """As shown to a person."""
        part = f" ({self.on})" if self.on else ""
        bar = "" if self.bar is None else f", bar {'at most ' if self.at_most else ''}{self.bar:g}"
        verdict = "" if self.bar is None else ("  ok" if self.met else "  BELOW THE BAR")
        return f"{self.name}{part}: {self.value:.3g} of {self.of} cases{bar}{verdict}"


class Report(BaseModel):
    """What one run measured."""

    model_config = ConfigDict(frozen=True)

    subject: str
    figures: tuple[Figure, ...]
    misses: tuple[str, ...] = ()
    """Cases that went wrong, for whoever improves it; never of the part that is held out."""

    @property
    def met(self) -> bool:
        """Whether every bar is reached."""
        return all(figure.met for figure in self.figures)

    def text(self) -> str:
        """As shown to a person."""
        return "\n".join([self.subject.capitalize(), *(f"  {figure.line()}" for figure in self.figures)])

    def as_json(self) -> dict[str, Any]:
        """For other programs."""
        return {**self.model_dump(mode="json"), "met": self.met}
