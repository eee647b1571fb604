#!/bin/sh
# Creates a plan, and fails if a policy denies it. The provider reads the token from HEROKU_API_KEY.
set -eu

export TF_IN_AUTOMATION=1

terraform init -input=false
terraform plan -input=false -out=plan
terraform show -json plan >plan.json
opa exec --decision main/deny --bundle policy --fail-non-empty plan.json
