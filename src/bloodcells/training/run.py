"""A whole training: epochs from the beginning, or from where an earlier process was killed, to the best weights."""

from typing import Any

from bloodcells import console
from bloodcells.params.train import TrainParams
from bloodcells.training.curves import Curves
from bloodcells.training.epochs import Epochs, Split
from bloodcells.training.progress import Progress
from bloodcells.training.state import State, Store
from bloodcells.training.stopping import best_epoch, ended


def run(model: Any, params: TrainParams, data: dict[str, Split], store: Store) -> State:
    """Train a model; in the end it has the weights of the best epoch.

    Args:
        model: a `keras.Model` as `networks.build` makes it.
        params: of the stage.
        data: the splits `train` and `val`.
        store: keeps the state after each epoch. It isn't cleared: the caller does so when the model is in its file.

    Returns:
        The state after the last epoch.

    Raises:
        TrainingError: the loss is not a number any more.
    """
    epochs = Epochs(model, params, data["train"], data["val"])
    state = store.load() or State()
    if state.history:
        console.say(f"going on after epoch {len(state.history)} of {params.epochs}")
    epochs.start(len(state.history), state.learner)
    progress = Progress(params.epochs)
    try:
        with Curves() as curves:
            for logs in state.history:
                curves.log(logs)
            while not ended(state.history, params.epochs, params.early_stopping):
                state = _next(state, epochs, params, progress)
                store.save(state)
                curves.log(state.history[-1])
    except KeyboardInterrupt:
        where = f"goes on after epoch {len(state.history)}" if state.history else "begins anew"
        console.say(f"stopped: the same command {where}")
        raise
    model.set_weights(state.best)
    return state


def _next(state: State, epochs: Epochs, params: TrainParams, progress: Progress) -> State:
    logs = epochs.run(len(state.history), progress)
    history = [*state.history, logs]
    best = best_epoch(history, params.early_stopping.monitor)
    console.say(progress.line(history, best))
    weights = epochs.model.get_weights() if best == len(history) else state.best
    return State(history, epochs.learner.arrays(), weights)
