// The last of a page's scripts, and so the one that runs when all others have: what needs them may now be pressed.

document.documentElement.dataset.ready = "";
