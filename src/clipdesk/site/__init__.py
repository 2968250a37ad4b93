"""The public site: channel and watch pages, feeds. Server-rendered, no script, no cookie, no tracker."""
