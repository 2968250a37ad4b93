"""The public site: channel and watch pages, feeds. Server-rendered, no cookie, no tracker; one script counts what is played."""
