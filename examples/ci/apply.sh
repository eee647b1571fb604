#!/bin/sh
# The second job. It needs the configuration, the file plan of the first job, and HEROKU_API_KEY.
set -eu

export TF_IN_AUTOMATION=1

: "${HEROKU_API_KEY:?is not set. A saved plan has no token.}"
terraform init -input=false
terraform apply -input=false plan
