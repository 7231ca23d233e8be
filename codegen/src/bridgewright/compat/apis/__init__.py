"""HTTP APIs of two versions: operations, requests backward, responses forward."""
