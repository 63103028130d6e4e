"""The verbs of the slice."""

from medcircuit.delegations.service.choosing import Choices, choices
from medcircuit.delegations.service.opening import (
    InForce,
    protocol_of_line,
    protocols_of_line,
    vital_protocols,
)
from medcircuit.delegations.service.protocols import (
    ProtocolRead,
    protocol_titles,
    protocol_versions,
    protocols,
    read_by,
    read_protocol,
    walk_protocol,
)
from medcircuit.delegations.service.verifying import count_protocol_seals, verify_protocols
from medcircuit.delegations.service.writing import Asked, end_protocol, understand, write_protocol

__all__ = [
    "Asked",
    "Choices",
    "InForce",
    "ProtocolRead",
    "choices",
    "count_protocol_seals",
    "end_protocol",
    "protocol_of_line",
    "protocol_titles",
    "protocol_versions",
    "protocols",
    "protocols_of_line",
    "read_by",
    "read_protocol",
    "understand",
    "verify_protocols",
    "vital_protocols",
    "walk_protocol",
    "write_protocol",
]
