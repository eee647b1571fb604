#!/bin/sh
# Plans, and ends with an error where a policy denies the plan. Takes the token from the environment.
set -eu

export TF_IN_AUTOMATION=1

terraform init -input=false
terraform plan -input=false -out=plan
terraform show -json plan >plan.json
conftest test plan.json
