"""Doorbells of the ledger."""

from clipdesk.history.checkpointing import make_checkpoint
from clipdesk.jobs.app import app, task


@app.periodic(cron="* * * * *")
@app.task(queue="housekeeping", name="history.checkpoint", queueing_lock="history.checkpoint")
def checkpoint(timestamp: int) -> None:
    """Sign what was written since the last time."""
    make_checkpoint()


@task(queue="housekeeping", name="history.checkpoint_now", priority=1)
def checkpoint_now(**cause: str) -> None:
    """Sign at once: something was signed or published."""
    make_checkpoint()
