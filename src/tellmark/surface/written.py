"""What somebody has written when they are asked again who they are: it goes back to them, and nothing typed is lost."""

from collections.abc import Awaitable, Callable

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from tellmark.surface import problems
from tellmark.surface.errors import BadForm, FormNotSentHere, FormTooOld, StepUpNeeded
from tellmark.surface.forms import Form
from tellmark.surface.guard import FormGate, Guard
from tellmark.surface.rendering import Pages
from tellmark.values.errors import TellmarkError

_MOST = 256
"""As many fields as the longest form of ours has: that by which a person takes a part back."""


def answers(pages: Pages, guard: Guard) -> Callable[[Request, Exception], Awaitable[Response]]:
    """Return what answers a TellmarkError; where a form came too late, the page holds all that was typed in it."""

    async def known(request: Request, error: Exception) -> Response:
        assert isinstance(error, TellmarkError)  # it is registered for this class only
        form = await _sent(request, guard) if isinstance(error, StepUpNeeded) else None
        return await to_thread.run_sync(lambda: problems.answer(request, error, pages, written=form))

    return known


async def _sent(request: Request, guard: Guard) -> Form | None:
    """Return the form of *request*, which nobody has read yet; None for what no page of ours has sent."""
    if request.method != "POST" or not problems.wants_page(request):
        return None
    gate = FormGate(guard, _MOST)
    try:
        return await gate(request)
    except (BadForm, FormNotSentHere, FormTooOld):
        return None
