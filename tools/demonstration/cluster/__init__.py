"""A cluster on one machine: three database servers with etcd, Patroni and PostgreSQL, each in a network namespace of its own.

The settings are those of config/examples/cluster, with the passwords and folders of this run.
"""
