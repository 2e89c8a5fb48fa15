#!/bin/sh
# Run by the image of PostgreSQL when its volume is empty: the gateway's database, and a user that may make the three roles of its
# schemas and nothing beyond.
set -eu
psql -v ON_ERROR_STOP=1 --username postgres <<'SQL'
\set password `cat /run/secrets/gateway-password`
create role gateway login createrole password :'password';
create database gateway;
revoke all on database gateway from public;
grant connect, create on database gateway to gateway;
SQL
