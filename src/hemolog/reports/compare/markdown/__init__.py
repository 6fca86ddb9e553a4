"""A comparison as GitHub-flavoured Markdown, for the comment on a pull request."""
