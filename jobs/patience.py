"""How long the postman tries, and how long it waits in between."""

from dataclasses import dataclass

from core.errors import Fault, RateLimited, Rejected, Revoked


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Waiting grows from `first` by `factor` up to `most` seconds; with these figures 33 tries take a day."""

    first: float = 5.0
    factor: float = 2.0
    most: float = 3600.0
    tries: int = 33
    """After so many tries a fault that might have passed counts as lasting."""
    odd_tries: int = 12
    """The same for what is no fault of the world but, it seems, a mistake of ours: about two and a half hours."""

    def wait(self, attempts: int, jitter: float) -> float:
        """Return the seconds to wait after `attempts` failed tries (one or more); jitter in [0, 1) spreads by a quarter."""
        steps = min(attempts - 1, 64)
        return float(min(self.first * self.factor**steps, self.most) * (0.75 + jitter / 2))

    def pause(self, error: Exception, attempts: int, jitter: float) -> float | None:
        """Return the seconds until the next try after `attempts` tries, the last of which ended in `error`; None to give up."""
        if isinstance(error, Rejected | Revoked) or attempts >= self._tries(error):
            return None
        wait = self.wait(attempts, jitter)
        return max(wait, error.after) if isinstance(error, RateLimited) else wait

    def _tries(self, error: Exception) -> int:
        return self.tries if isinstance(error, Fault | TimeoutError | OSError) else self.odd_tries
