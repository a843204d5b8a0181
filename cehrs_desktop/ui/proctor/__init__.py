"""The proctor and what goes wrong, as they are lived: scenes, the panel, the pages over the question, observations."""
