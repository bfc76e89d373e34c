"""The commands of the program as a page: every argument, option and default."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, get_args, get_type_hints

import typer
from typer.models import ArgumentInfo, OptionInfo

from smartcart.cli.app import app
from smartcart.settings import Settings

__all__ = ["Parameter", "list_commands", "write_commands"]

#: What stands for a value that is to be typed, where the command gives it no name of its own.
_KINDS = {"int": "N", "float": "X", "Path": "PATH", "str": "NAME"}

#: The argument that most commands share; its long help is said once.
_SOURCE = "SOURCE"


@dataclass(frozen=True)
class Parameter:
    """An argument or an option of a command, as a person types it (``--out PATH``)."""

    name: str
    typed: str
    what: str
    default: str
    is_required: bool


def list_commands() -> dict[str, tuple[str, tuple[Parameter, ...]]]:
    """Return the sentence and the parameters of each command, by what is typed to call it."""
    return {
        name: (" ".join(inspect.cleandoc(call.__doc__ or "").split()), tuple(_parameters(call)))
        for name, call in _calls(app, "")
    }


def write_commands() -> str:
    """Return Markdown: what a SOURCE is, said once, and a section for each command."""
    commands = list_commands()
    sections = [_section(name, *each) for name, each in commands.items()]
    (source,) = {each.what for _, given in commands.values() for each in given if _is_source(each)}
    return "\n\n".join([f"### SOURCE\n\n{source}", *sections])


def _is_source(parameter: Parameter) -> bool:
    return parameter.typed == _SOURCE


def _calls(group: typer.Typer, before: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    for command in group.registered_commands:
        if command.callback is not None:
            yield before + (command.name or command.callback.__name__), command.callback
    for inner in group.registered_groups:
        if inner.typer_instance is not None:
            yield from _calls(inner.typer_instance, f"{before}{inner.name} ")


def _parameters(call: Callable[..., Any]) -> Iterator[Parameter]:
    """Yield what a command takes: arguments first, then options, in the order of its help."""
    hints = get_type_hints(call, include_extras=True)
    found = [
        _parameter(each.name, *get_args(hints[each.name])[:2], each.default)
        for each in inspect.signature(call).parameters.values()
    ]
    return iter(sorted(found, key=lambda each: each.typed.startswith("--")))


def _parameter(name: str, kind: Any, info: ArgumentInfo | OptionInfo, default: object) -> Parameter:
    required = default is inspect.Parameter.empty
    shown = "required" if required else _default(name, default)
    what = re.sub(rf" \({re.escape(shown.strip('`'))}\)\.$", ".", info.help or "")
    return Parameter(name, _typed(name, kind, info), _plain(what), shown, required)


def _typed(name: str, kind: Any, info: ArgumentInfo | OptionInfo) -> str:
    if isinstance(info, ArgumentInfo):
        return info.metavar or name.upper()
    # Within `Annotated`, the first name that is declared stands where a default would.
    declared = [each for each in (info.default, *(info.param_decls or ())) if each is not ...]
    option = str(declared[0]) if declared else f"--{name.replace('_', '-')}"
    place = info.metavar or _KINDS.get(_kind(kind), "TEXT")
    return option if _kind(kind) == "bool" else f"{option} {place}"


def _kind(annotation: Any) -> str:
    """Return the name of a type, of ``int | None`` that of ``int``."""
    first = next(iter(get_args(annotation)), annotation)
    return str(getattr(first, "__name__", first))


def _default(name: str, default: object) -> str:
    """Return the default; an option that changes a setting has that of the setting."""
    field = Settings.model_fields.get(name)
    value = field.default if default is None and field is not None else default
    if isinstance(value, bool):
        return "off"
    return "" if value in (None, "") else f"`{value}`"


def _section(name: str, sentence: str, parameters: tuple[Parameter, ...]) -> str:
    needed = [each.typed for each in parameters if each.is_required]
    rest = ["[options]"] if any(not each.is_required for each in parameters) else []
    usage = " ".join(["smartcart", name, *needed, *rest])
    rows = [f"| `{each.typed}` | {_what(each)} | {each.default} |" for each in parameters]
    table = ["| what is typed | what it does | default |", "|---|---|---|", *rows]
    return "\n".join([f"### {name}", "", sentence, "", f"`{usage}`", "", *table])


def _what(parameter: Parameter) -> str:
    return (
        "The table of customers; see [SOURCE](#source)."
        if _is_source(parameter)
        else parameter.what
    )


def _plain(text: str) -> str:
    """Return help as Markdown on one line; a bar would end a cell of the table."""
    return re.sub(r"\[/?bold\]", "**", " ".join(text.split())).replace("|", "\\|")
