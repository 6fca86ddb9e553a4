"""The stages of `dvc.yaml`, one module each; `main()` reads and writes the paths that `dvc.yaml` names."""
