#!/bin/sh
# The first job. The provider reads the token from HEROKU_API_KEY.
set -eu

export TF_IN_AUTOMATION=1

terraform init -input=false
terraform plan -input=false -out=plan
