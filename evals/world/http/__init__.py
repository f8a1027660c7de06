"""The HTTP face of a simulated Stripe account: reads, in Stripe's own shapes and words, at one API version.

`create_app` (app.py) makes the application, `serve` (serving.py) puts it on a loopback port. Each module holds one part
of Stripe's manner: `resources` says what can be asked, `filters` and `pages` how a list is narrowed and walked,
`search` the query language, `expand` how ids grow into objects, `keys` who may read what, `errors` how it refuses.

Where a comment says *recorded*, the behaviour was seen in public recordings of Stripe's test mode (repository
Kiln-AI/stripe_world, September 2026); *inferred* marks what no source settles.
"""

API_VERSION = "2026-10-28.endive"
