"""What the other slices ask of the catalogue, and what keeps it up to date."""

from __future__ import annotations

from medcircuit.medicines.service.finding import ClassSheet, Hit, class_sheet, prepare_search, search
from medcircuit.medicines.service.importing import import_folder, read_folder
from medcircuit.medicines.service.narcotics import Narcotics, narcotic_classes, narcotics
from medcircuit.medicines.service.reading import (
    MedicineUnknown,
    Prescribing,
    Product,
    classes_of_atc,
    counting_of,
    current_classes,
    find_class,
    find_product,
    find_products,
    medicine_of,
    moved_classes,
    products_of_classes,
    rules_of_classes,
)
from medcircuit.medicines.service.sheets import DataAge, MedicineSheet, age_of, edition_of, sheet
from medcircuit.medicines.service.units import (
    Box,
    BoxUnits,
    UnitsUnlikely,
    box,
    confirm_units,
    confirmed_units,
    units_per_box,
)

__all__ = [
    "Box",
    "BoxUnits",
    "ClassSheet",
    "DataAge",
    "Hit",
    "MedicineSheet",
    "MedicineUnknown",
    "Narcotics",
    "Prescribing",
    "Product",
    "UnitsUnlikely",
    "age_of",
    "box",
    "class_sheet",
    "classes_of_atc",
    "confirm_units",
    "confirmed_units",
    "counting_of",
    "current_classes",
    "edition_of",
    "find_class",
    "find_product",
    "find_products",
    "import_folder",
    "medicine_of",
    "moved_classes",
    "narcotic_classes",
    "narcotics",
    "prepare_search",
    "products_of_classes",
    "read_folder",
    "rules_of_classes",
    "search",
    "sheet",
    "units_per_box",
]
