"""Where the window stands while the subject moves.

* `keys`: what a recipe stores: shots, each a window that moves from key frame to key frame, or the whole picture;
* `windows`: the window of every frame of a clip in whole pixels, and the commands that move ffmpeg's crop;
* `path`: the planner: the calmest path within the limits of speed and acceleration, by linear programming;
* `tracks`: noisy face boxes joined to people;
* `motion`: what moves where there is no face;
* `propose`: a framing for every shot, with the reason.

This file imports nothing: recipes need `keys`, and all the others need recipes.
"""
