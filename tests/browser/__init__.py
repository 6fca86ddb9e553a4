"""A package, so that Chromium ends with the last of these tests: as long as it runs, `asyncio.run` fails in others."""
