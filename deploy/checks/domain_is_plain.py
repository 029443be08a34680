"""Import-linter contract: a service's rules import the standard library and their own domain, nothing else."""

import sys

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, output


class DomainIsPlain(Contract):
    """Broken when a module of `services.<name>.domain` imports another room, another service or a library."""

    type_name = "domain_is_plain"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Collect each forbidden direct import as `(importer, imported)`."""
        forbidden = sorted(
            (module, imported)
            for module in graph.modules
            if (domain := domain_of(module)) is not None
            for imported in graph.find_modules_directly_imported_by(module)
            if not allowed(domain, imported)
        )
        return ContractCheck(kept=not forbidden, metadata={"forbidden": forbidden})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import that has to go."""
        for importer, imported in check.metadata["forbidden"]:
            output.print_error(f"{importer} imports {imported}: a rule is plain Python", bold=False)
            output.new_line()


def domain_of(module: str) -> str | None:
    """Return the domain package a module lies in, such as `services.crisis.domain`, or None outside of one."""
    parts = module.split(".")
    inside = len(parts) >= 3 and parts[0] == "services" and parts[2] == "domain"
    return ".".join(parts[:3]) if inside else None


def allowed(domain: str, imported: str) -> bool:
    """Whether a domain may import a module: the standard library or its own modules."""
    own = imported == domain or imported.startswith(domain + ".")
    return own or imported.split(".")[0] in sys.stdlib_module_names
