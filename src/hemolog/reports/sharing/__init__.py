"""What is shown of experiments that go to the team, come from it, and of what is where."""
