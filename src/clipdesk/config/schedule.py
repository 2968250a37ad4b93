"""Who listens to what: word → names of the tasks deferred in the transaction that announces it.

Periodic work is declared beside its task (`@app.periodic`), one line each; this file is the list of causes and effects.
"""

LISTENERS: dict[str, tuple[str, ...]] = {
    "notice.written": (
        "accounts.mail_notice",
        "accounts.push_notice",
        "accounts.message_notice",
        "accounts.note_for_webhook",
    ),
    "history.unsigned": ("accounts.tell_history_unsigned",),
    "second_factor.changed": ("accounts.mail_second_factor",),
    "station.made": ("destinations.own_site",),
    "destination.reconnected": ("publishing.go_on",),
    "recording.received": ("library.ingest",),
    "recording.ready": ("library.hear", "clips.suggest"),
    "live_cut.wanted": ("library.make_live_cut",),
    "recording.cut_live": ("library.ingest_live",),
    "rundown.replaced": ("library.hear", "review.look_again"),
    "recording.described": ("review.look_again",),
    "clip.sent": ("publishing.prepare",),
    "clip.hurried": ("publishing.overtake", "review.call_for_clip"),
    "clip.changed": ("publishing.drop_stale",),
    "render.wanted": ("clips.render",),
    "render.done": ("publishing.prepare_for_render",),
    "render.failed": ("publishing.prepare_for_render",),
    "package.opened": ("review.copy",),
    "sign_off.given": ("history.checkpoint_now",),
    "package.signed": ("publishing.release",),
    "publication.due": ("publishing.send",),
    "publication.shown": ("history.checkpoint_now",),
    "survey.closed": ("surveys.count",),
    "publication.withdrawn": ("history.checkpoint_now",),
}
