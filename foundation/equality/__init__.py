"""Who is heard and who is not: shares against a population, what cannot be known, and tables safe to publish.

Pure: it is given counts, and returns figures. What a web page may import of it does not load scipy: that is
`settings`, `figures`, `intervals`, `rates`, `missing_data`, `verdicts`, `silence`, `weighting`,
`intersections` and `xmr`.
"""
