"""How the playbook writes: findings whose facts are the slots of their prose, next steps, and what is not known."""
