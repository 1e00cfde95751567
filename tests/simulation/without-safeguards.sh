#!/bin/sh
# Compiles our own crates so that their safeguards can be switched off; what they depend on stays as it is. For RUSTC_WORKSPACE_WRAPPER.
exec "$@" --cfg callscribe_sabotage
