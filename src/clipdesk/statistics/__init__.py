"""The statistics room: what may honestly be said from counts and answers. A plain Python library of numpy and scipy.

It never imports Django, keeps nothing and asks nobody. Numbers go in as plain sequences or numpy arrays; small frozen
values come out, each with how sure it is. What cannot be said honestly is refused with a `StatisticsError`: a sentence
for a person, never a figure. Missing is not zero: what was not measured is left out by whoever calls.

Where to look: `errors` (the tree of everything raised); for clips `ages` (a counter at an age, and against what is
usual), `standings` (how sure that is, and what many posts have in common), `shrinkage` (rates of few and of many
views on one scale), `sequential` (experiments that are looked at every day), `balance` (were the versions shown as
planned?), `many` (many comparisons at once), `ranks` (groups of clips: medians and rank sums); for surveys `designs`
and `estimates` (means, totals, shares, ratios and differences, with how people were chosen), `raking` and `weights`
(weights that fit the population, and what they cost), `proportions` (intervals of a share), `precision` (how sure, in
which words, from how many answers), `suppression` and `attack` (tables that tell of nobody, and the proof).

Each module is imported by its name (`from clipdesk.statistics.ages import count_at`): scipy is slow to load, and most
pages need little of it.
"""
