#!/bin/sh
# The first job. HEROKU_API_KEY comes from the CI's secrets.
set -eu

export TF_IN_AUTOMATION=1

terraform init -input=false
terraform plan -input=false -out=plan
