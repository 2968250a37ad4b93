"""Addresses of planning."""

from django.urls import path

from clipdesk.planning.views import assignments, calendar, events, feeds, ideas, lines, skills, stories, worktime

app_name = "planning"
_ROOM = "s/<slug:station>/planning/"
_EVENT = f"{_ROOM}events/<uuid:event_id>/"
_STORY = f"{_ROOM}stories/<uuid:story_id>/"
_ASSIGNMENT = f"{_ROOM}assignments/<uuid:assignment_id>/"
_LINE = f"{_ROOM}lines/<uuid:line_id>/"
_TIME = f"{_ROOM}time/"
_SKILLS = f"{_ROOM}skills/"
urlpatterns = [
    path(_ROOM, calendar.calendar, name="calendar"),
    path(f"{_ROOM}week/", calendar.week, name="week"),
    path(f"{_ROOM}events/new/", events.new, name="new_event"),
    path(_EVENT, events.show, name="event"),
    path(f"{_EVENT}change/", events.change, name="change_event"),
    path(f"{_EVENT}move/", events.move, name="move_event"),
    path(f"{_EVENT}cancel/", events.cancel, name="cancel_event"),
    path(f"{_EVENT}revive/", events.revive, name="revive_event"),
    path(f"{_ROOM}stories/", stories.stories, name="stories"),
    path(f"{_ROOM}stories/new/", stories.new, name="new_story"),
    path(_STORY, stories.show, name="story"),
    path(f"{_STORY}change/", stories.change, name="change_story"),
    path(f"{_STORY}cancel/", stories.cancel, name="cancel_story"),
    path(f"{_STORY}revive/", stories.revive, name="revive_story"),
    path(f"{_STORY}assignments/new/", assignments.new, name="new_assignment"),
    path(f"{_ROOM}mine/", assignments.mine, name="mine"),
    path(_ASSIGNMENT, assignments.show, name="assignment"),
    path(f"{_ASSIGNMENT}change/", assignments.change, name="change_assignment"),
    path(f"{_ASSIGNMENT}say/", assignments.say, name="say"),
    path(f"{_ASSIGNMENT}cancel/", assignments.cancel, name="cancel_assignment"),
    path(f"{_ROOM}lines/", lines.lines, name="lines"),
    path(_LINE, lines.line, name="line"),
    path(f"{_LINE}targets/", lines.set_target, name="set_target"),
    path(f"{_LINE}targets/<int:target_id>/drop/", lines.drop_target, name="drop_target"),
    path(f"{_LINE}end/", lines.end, name="end_line"),
    path(f"{_ROOM}ideas/", ideas.ideas, name="ideas"),
    path(f"{_ROOM}ideas/<uuid:idea_id>/drop/", ideas.drop, name="drop_idea"),
    path(f"{_ROOM}ideas/<uuid:idea_id>/revive/", ideas.revive, name="revive_idea"),
    path(_TIME, worktime.mine, name="time"),
    path(f"{_TIME}mine.csv", worktime.mine_as_file, {"kind": "csv"}, name="time_csv"),
    path(f"{_TIME}mine.xlsx", worktime.mine_as_file, {"kind": "xlsx"}, name="time_xlsx"),
    path(f"{_TIME}clips/<uuid:clip_id>/", worktime.correct, name="correct_time"),
    path(f"{_ASSIGNMENT}time/", worktime.add, name="add_time"),
    path(f"{_TIME}desk/", worktime.of_desk, name="desk_time"),
    path(f"{_TIME}desk/desk.csv", worktime.of_desk_as_file, {"kind": "csv"}, name="desk_time_csv"),
    path(f"{_TIME}desk/desk.xlsx", worktime.of_desk_as_file, {"kind": "xlsx"}, name="desk_time_xlsx"),
    path(_SKILLS, skills.mine, name="skills"),
    path(f"{_SKILLS}held/<uuid:held_id>/drop/", skills.drop_held, name="drop_held"),
    path(f"{_SKILLS}trainings/<uuid:training_id>/drop/", skills.drop_training, name="drop_training"),
    path(f"{_SKILLS}people/held/<uuid:held_id>/", skills.settle_held, name="settle_held"),
    path(f"{_SKILLS}people/trainings/<uuid:training_id>/", skills.settle_training, name="settle_training"),
    path(f"{_SKILLS}people/", skills.people, name="skills_of_desk"),
    path(f"{_SKILLS}people/<uuid:person_id>/", skills.of_person, name="skills_of_person"),
    path(f"{_SKILLS}list/<uuid:skill_id>/", skills.change_list, name="change_skill_list"),
    path(f"{_ROOM}subscriptions/", feeds.subscriptions, name="subscriptions"),
    path(f"{_ROOM}subscriptions/link/", feeds.make, name="make_feed"),
    path(f"{_ROOM}subscriptions/link/end/", feeds.end, name="end_feed"),
    path(f"{_ROOM}holidays/", feeds.bring_holidays, name="bring_holidays"),
    path(f"{_ROOM}holidays/<uuid:file_id>/drop/", feeds.drop_holidays, name="drop_holidays"),
    path("calendars/<str:token>.ics", feeds.feed, name="feed"),
]
