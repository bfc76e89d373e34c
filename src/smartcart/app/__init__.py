"""The web page: a marketer's way to everything the command line does.

One file per page under ``pages``; facts come from the flow, the jobs and the report, and no page
computes any. What a visitor brings lives in that visitor's `Session` and nowhere else.
"""
