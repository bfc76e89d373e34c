"""What builds the documentation site beside mkdocs: pages made from the program itself."""
