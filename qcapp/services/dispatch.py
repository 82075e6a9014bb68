"""Dispatch 下发: write each unit's form, and freeze in the ledger what it carried."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qcapp.domain.forms import FillForm
from qcapp.domain.ledger import Snapshot
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey
from qcapp.forms.layout import TableDocument
from qcapp.forms.paper import OfficialPaper
from qcapp.ports import Clock, LedgerStore, Progress
from qcapp.publish.fill_form import fill_form_table, form_values, new_form_id
from qcapp.services.progress import SILENT
from qcapp.services.sending import DispatchResult as DispatchResult
from qcapp.services.sending import Sending, checked
from qcapp.services.succession import keys_then

_WHAT = "下发表"


@dataclass(frozen=True, slots=True)
class DispatchService:
    """``writers``: format → function that writes a table to a path."""

    store: LedgerStore
    clock: Clock
    who: str
    writers: Mapping[str, Callable[[TableDocument, Path], None]]

    def dispatch(
        self,
        period: Period,
        out: Path,
        *,
        units: Sequence[str] = (),
        formats: Sequence[str] = (),
        prefill_progress: bool = False,
        guide: bool = False,
        progress: Progress = SILENT,
    ) -> DispatchResult:
        """Write forms for all units (or those named, aliases too) into the folder ``out``; see Sending. ``guide``: with the page
        that tells a unit how to fill them in."""
        chosen_formats = checked(formats, _WHAT)
        snapshot = self.store.snapshot(period)
        names = [snapshot.plan.unit_named(name) for name in units] or [unit.name for unit in snapshot.plan.units]
        names = [name for name in dict.fromkeys(names) if snapshot.plan.measures_of[name]]
        earlier = self.store.snapshot(period.shifted(-1)) if prefill_progress else None
        forms = self._forms(snapshot, earlier, names, chosen_formats)
        return Sending(self.store, self.who, self.writers, _WHAT).send(
            forms,
            lambda form: fill_form_table(snapshot, form.unit, form.form_id, dict(form.values)),
            out,
            f"下发 {period.label}下发表，{len(forms)} 家单位",
            progress,
            _guide(snapshot) if guide else None,
        )

    def _forms(
        self, snapshot: Snapshot, earlier: Snapshot | None, names: Sequence[str], formats: tuple[str, ...]
    ) -> list[FillForm]:
        period = snapshot.period
        taken = set(self.store.form_ids(period))

        def goes_on(key: EntryKey) -> tuple[EntryKey, ...]:
            return keys_then(self.store, key, period, period.shifted(-1))

        forms = []
        for name in names:
            form_id = new_form_id(snapshot, name, taken)
            taken.add(form_id)
            values = form_values(snapshot, earlier, name, goes_on)
            forms.append(FillForm(form_id, name, snapshot.period, self.clock.now(), values, formats))
        return forms


def _guide(snapshot: Snapshot) -> OfficialPaper:
    from qcapp.publish.unit_guide import compose_unit_guide  # few dispatches ask for it

    return compose_unit_guide(snapshot)
