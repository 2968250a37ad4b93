"""Roles and what each may do. A role is held at one station, on one desk or on all of them."""

from django.utils.translation import gettext_lazy as _

PRODUCER = "producer"
DESK_EDITOR = "desk_editor"
EDITOR_IN_CHIEF = "editor_in_chief"
DEPUTY = "deputy"
SOCIAL_EDITOR = "social_editor"
OPERATOR = "operator"
TRAINEE = "trainee"

ROLE_NAMES = {
    PRODUCER: _("Producer"),
    DESK_EDITOR: _("Desk editor"),
    EDITOR_IN_CHIEF: _("Editor-in-chief"),
    DEPUTY: _("Deputy editor-in-chief"),
    SOCIAL_EDITOR: _("Social editor"),
    OPERATOR: _("Operator"),
    TRAINEE: _("Trainee"),
}

# Abilities: what doors ask for.
SEE = "see"  # unpublished recordings and clips
INGEST = "ingest"  # bring recordings in
CUT = "cut"  # make and edit drafts
SEND = "send"  # send a clip to review
PLAN = "plan"  # make and change events, stories, assignments and content lines; take ideas up
SEND_BACK = "send_back"
SIGN = "sign"  # a deputy: while on duty only
CHIEF = "chief"  # sign at any time; draw up the rota
CORRECT = "correct"  # prepare corrections and withdrawals, schedule, settle what is unknown
LOOK = "look"  # make and change the station's looks
HOLD = "hold"  # stop everything; let it go on
PEOPLE = "people"  # invite, change roles, disable
OPERATE = "operate"  # stations, destinations, health
ASK = "ask"  # make surveys, open them, read their figures
DECLARE = "declare"  # say which accounts are the station's own; hand out the facts for a declaration

_NEWSROOM = frozenset({SEE, INGEST, CUT, SEND})
ABILITIES: dict[str, frozenset[str]] = {
    PRODUCER: _NEWSROOM,
    DESK_EDITOR: _NEWSROOM | {PLAN, SEND_BACK, CORRECT, LOOK, HOLD, ASK},
    EDITOR_IN_CHIEF: _NEWSROOM | {PLAN, SEND_BACK, SIGN, CHIEF, CORRECT, LOOK, HOLD, ASK, PEOPLE, DECLARE},
    DEPUTY: _NEWSROOM | {PLAN, SEND_BACK, SIGN, CORRECT, LOOK, HOLD, ASK},
    SOCIAL_EDITOR: frozenset({SEE, CORRECT, HOLD}),
    OPERATOR: frozenset({OPERATE, PEOPLE, DECLARE}),
    TRAINEE: frozenset({SEE, CUT}),
}
#: On the practice station a trainee does everything.
TRAINEE_PRACTICE = frozenset().union(*ABILITIES.values())

#: Abilities whose first use needs a second factor.
NEEDS_SECOND_FACTOR = frozenset({SIGN, CHIEF, PEOPLE, OPERATE, DECLARE})


def abilities(role: str, *, practice: bool) -> frozenset[str]:
    """Return what `role` may do on a station that is (or is not) the practice station."""
    return TRAINEE_PRACTICE if practice and role == TRAINEE else ABILITIES[role]
