"""Another system of the station's (CMS, app, OTT platform, agency): signed calls, and the sealed files over HTTPS."""
