"""Logs say which, never what: JSON lines with ids, codes and counts, and no word that a person wrote.

An exception's own message may quote what somebody typed, so an exception is logged by its type and
its places in the code. Other libraries are heard from WARNING up, whatever our own level, because at
DEBUG several of them log rows and parameters.
"""

import logging
import sys
import threading
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

OURS = "heard"


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """The logger of one room of the code."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(f"{OURS}.{name}")
    return logger


def start_logging(process: str, level: str) -> None:
    """Send every log line of this process, ours and the libraries', to standard error as JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_EVERY_LINE,
            use_get_message=False,  # a library's own sentence, without what it would put into it
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger(OURS).setLevel(level)
    _OF_THIS_PROCESS["process"] = process  # for every thread, as context variables are not
    sys.excepthook = lambda _kind, error, _trace: get_logger(process).critical("ended by an error", exc_info=error)
    threading.excepthook = lambda told: get_logger(process).critical("thread ended", exc_info=told.exc_value)


def without_words(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Put an exception's type and places where its message would be; drop positional arguments."""
    exc_info = line.pop("exc_info", None)
    if exc_info is True:
        exc_info = sys.exc_info()
    elif isinstance(exc_info, BaseException):
        exc_info = (type(exc_info), exc_info, exc_info.__traceback__)
    if isinstance(exc_info, tuple) and exc_info[0] is not None:
        line.update(describe(exc_info[1]))
    line.pop("exc_text", None)
    line.pop("stack_info", None)
    line.pop("positional_args", None)
    return line


def describe(error: BaseException) -> dict[str, Any]:
    """An exception as a log may hold it: its types, outermost first, and where in the code it passed."""
    kinds: list[str] = []
    places: list[str] = []
    link: BaseException | None = error
    while link is not None and len(kinds) < 5:
        kinds.append(type(link).__name__)
        places += [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(link.__traceback__)[-8:]]
        link = link.__cause__ or link.__context__
    return {"error": kinds, "at": places}


def _add_process(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    line.update(_OF_THIS_PROCESS)
    return line


_OF_THIS_PROCESS: dict[str, str] = {}
_EVERY_LINE: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    _add_process,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    without_words,
]
# On import, because structlog's own default prints every local variable of a traceback.
structlog.configure(
    processors=[structlog.stdlib.filter_by_level, *_EVERY_LINE, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=False,
)
