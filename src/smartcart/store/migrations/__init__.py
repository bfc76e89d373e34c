"""How an older store becomes one of today: a step for each format."""
