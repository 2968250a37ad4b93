"""Doorbells of the ledger."""

from datetime import timedelta

from clipdesk.history.checkpointing import make_checkpoint, unsigned_since
from clipdesk.jobs.announce import announce, is_to_come
from clipdesk.jobs.app import app, task
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError

PATIENCE = timedelta(minutes=10)
"""How long rows may wait for a signature before somebody is told: a restart of the signer takes less."""


@app.periodic(cron="* * * * *")
@app.task(queue="housekeeping", name="history.checkpoint", queueing_lock="history.checkpoint")
def checkpoint(timestamp: int) -> None:
    """Sign what was written since the last time; where that has failed for a while, say so."""
    try:
        make_checkpoint()
    except ClipdeskError:
        since = unsigned_since()
        if since is not None and since < now() - PATIENCE:
            announce("history.unsigned")
        raise


@task(queue="housekeeping", name="history.checkpoint_now", priority=1)
def checkpoint_now(**cause: str) -> None:
    """Sign at once: something was signed or published. Of several that wait, the last one signs for all of them."""
    if not is_to_come("history.checkpoint_now"):
        make_checkpoint()
