"""AWS on this machine: the emulator ministack in a process of its own, with small adapters for what it lacks."""

from bridgewright.local.aws import LocalAws

__all__ = ["LocalAws"]
