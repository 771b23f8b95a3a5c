"""Processes in which what strangers wrote is read: confined, and stopped where it takes too long."""

from pipeline.sandbox.calls import Caller, CallLimits, Sandbox, call_here
from pipeline.sandbox.confinement import leave_network
from pipeline.sandbox.process import ConfinedProcess, ProcessDiedError, ProcessPool, ProcessTimeoutError

__all__ = [
    "CallLimits",
    "Caller",
    "ConfinedProcess",
    "ProcessDiedError",
    "ProcessPool",
    "ProcessTimeoutError",
    "Sandbox",
    "call_here",
    "leave_network",
]
