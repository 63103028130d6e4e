"""The medicine of a line: what the catalogue says of the product or class that the prescriber chose."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from medcircuit.medicines import service as medicines
from medcircuit.medicines.rules.doses import Counting
from medcircuit.medicines.rules.labels import strength_french
from medcircuit.prescriptions.rules.lines import LineLabel, MedicineMissing


@dataclass(frozen=True)
class Chosen:
    """The class, the product it was chosen by (None: the class alone), its words, its routes, how it is counted."""

    class_id: str
    cis: str | None
    label: LineLabel
    routes: tuple[str, ...]
    counting: Counting


def chosen(connection: Connection, *, cis: str | None, class_id: str | None) -> Chosen:
    """The medicine that this product or class is.

    Raises:
        MedicineMissing: neither is in the catalogue, or they are two different medicines.
    """
    if cis is not None:
        return _by_product(connection, cis, class_id)
    found = medicines.find_class(connection, class_id) if class_id is not None else None
    boxes = medicines.products_of_classes(connection, [found.current_id]) if found else []
    if not boxes:
        raise MedicineMissing
    example = _by_product(connection, boxes[0].cis, None)
    return replace(
        example,
        cis=None,
        label=replace(example.label, brand=None),
        # the volume of a unit differs between the products of a class: a dose in millilitres asks a person
        counting=replace(example.counting, unit_ml=None),
    )


def _by_product(connection: Connection, cis: str, class_id: str | None) -> Chosen:
    medicine = medicines.medicine_of(connection, cis)
    counting = medicines.counting_of(connection, cis)
    if medicine is None or counting is None:
        raise MedicineMissing
    current = medicines.current_classes(connection, [class_id])[class_id] if class_id is not None else None
    if current not in {None, medicine.class_id}:
        raise MedicineMissing
    strengths = [strength_french(one) for one in counting.strengths]
    return Chosen(
        class_id=medicine.class_id,
        cis=cis,
        label=LineLabel(
            substance=medicine.substances.upper(),
            strength=" + ".join(strengths) if all(strengths) else "",
            form=medicine.form,
            brand=medicine.label,
        ),
        routes=medicine.routes,
        counting=counting,
    )
