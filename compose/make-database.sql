-- Run once by the image of PostgreSQL, at its first start and as its superuser: Heard's database and the role that owns
-- it. This role is no superuser; `heard migrate` works as it and makes all the others.
\getenv password HEARD_OWNER_PASSWORD
create role heard_owner login createrole password :'password';
create database heard owner heard_owner;
