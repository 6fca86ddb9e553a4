"""KerasTuner's oracles: made from a definition, remembered in commits, brought back from them."""
