#!/bin/sh
# Makes a plan, and fails if a policy denies it. The token comes from the environment.
set -eu

export TF_IN_AUTOMATION=1

terraform init -input=false
terraform plan -input=false -out=plan
terraform show -json plan >plan.json
opa exec --decision main/deny --bundle policy --fail-non-empty plan.json
