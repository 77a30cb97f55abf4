"""Groups that contacts belong to."""
