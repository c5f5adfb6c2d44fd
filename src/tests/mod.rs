//! What the server promises, tried on a real server with real sockets: one binary.

#![recursion_limit = "256"]

mod harness;
mod visitor;

mod account_changes;
mod accounts;
mod admin;
mod admin_offline;
mod admin_socket;
mod backup;
mod busy;
mod delivery;
mod doors;
mod durability;
mod events;
mod events_guarded;
mod export;
mod forms;
mod headers;
mod hostile;
mod limits;
mod presence;
mod recovery;
mod rest;
mod rest_accounts;
mod rest_cors;
mod rest_document;
mod rest_events;
mod rest_input;
mod rest_scopes;
mod resume;
mod routes;
mod secrecy;
mod seen;
mod sessions;
mod settings;
mod start;
mod talk;
mod tidy;
mod upgrade;
mod watching;
