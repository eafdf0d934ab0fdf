"""The voluntary questions about oneself: offered after something was told, answered apart from it, sealed at once.

No page here sets or reads a cookie, and no request leaves a line in a log.
"""
