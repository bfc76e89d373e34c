"""The script that Streamlit runs; everything else stands in modules that can be imported."""

from smartcart.app.shell import show

if __name__ == "__main__":
    show()
