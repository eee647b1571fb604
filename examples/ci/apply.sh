#!/bin/sh
# The second job, with the configuration and the file plan of the first. It needs HEROKU_API_KEY again.
set -eu

export TF_IN_AUTOMATION=1

: "${HEROKU_API_KEY:?is not set. A saved plan has no token.}"
terraform init -input=false
terraform apply -input=false plan
