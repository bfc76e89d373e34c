"""The script that Streamlit runs, alone in its folder.

Beside a folder ``pages`` Streamlit would run each file in it as a page by itself, past our frame.
"""
