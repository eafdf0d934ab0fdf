"""The register of what the Ombudsman decided, its funnel, and the alarm when the same fault is found twice."""
