"""Tables whose truth is known, for our own tests and those of plug-ins."""

from smartcart.testing.planted import (
    plant_cloud,
    plant_groups,
    plant_moons,
    plant_pair,
    plant_tail,
)

__all__ = ["plant_cloud", "plant_groups", "plant_moons", "plant_pair", "plant_tail"]
