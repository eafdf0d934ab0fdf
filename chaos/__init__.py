"""`make chaos`: load with random faults on real servers, and then an account. Its faults are tests too."""
