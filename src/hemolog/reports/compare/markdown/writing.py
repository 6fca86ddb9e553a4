"""How Markdown writes what is from a repository."""

from hemolog.reports.compare.markdown.escape import code, prose
from hemolog.reports.compare.words import Writing

WRITING = Writing(name=code, sentence=prose)
