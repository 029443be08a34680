"""Import-linter contract: no module imports itself by way of others, at run time or for type checking."""

from collections.abc import Collection, Iterator, Mapping

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, output


class NoCircles(Contract):
    """Broken when some modules of the root packages import one another in a circle."""

    type_name = "no_circles"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Collect the modules of each circle."""
        own = {module for module in graph.modules if not graph.is_module_squashed(module)}
        import_circles = circles({module: graph.find_modules_directly_imported_by(module) & own for module in own})
        return ContractCheck(kept=not import_circles, metadata={"circles": import_circles})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name the modules of each circle."""
        for circle in check.metadata["circles"]:
            output.print_error(f"an import circle: {', '.join(circle)}", bold=False)
            output.new_line()


def circles(imports: Mapping[str, Collection[str]]) -> list[list[str]]:
    """Return the strongly connected components of more than one module, each sorted (Kosaraju's algorithm)."""
    importers: dict[str, list[str]] = {module: [] for module in imports}
    for module, imported in imports.items():
        for each in imported:
            importers.setdefault(each, []).append(module)
    seen: set[str] = set()
    order = [module for start in sorted(imports) for module in _finished(start, imports, seen)]
    assigned: set[str] = set()
    components = [sorted(_finished(start, importers, assigned)) for start in reversed(order)]
    return sorted(component for component in components if len(component) > 1)


def _finished(start: str, edges: Mapping[str, Collection[str]], seen: set[str]) -> Iterator[str]:
    """Walk depth first over what was not seen; yield each module after all that is reached from it."""
    if start in seen:
        return
    seen.add(start)
    path = [(start, iter(edges.get(start, ())))]
    while path:
        module, rest = path[-1]
        following = next((each for each in rest if each not in seen), None)
        if following is None:
            path.pop()
            yield module
        else:
            seen.add(following)
            path.append((following, iter(edges.get(following, ()))))
