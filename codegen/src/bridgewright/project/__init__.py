"""A contracts folder read, judged and generated part by part; parts that haven't changed are remembered.

There is one way to do it: with a cache or without, in one process or in several, the same functions work on the
same parts, and only how often they run differs.
"""
