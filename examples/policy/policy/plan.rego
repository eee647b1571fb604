# Finds the plan in the input of any runner.
package heroku_apps

import rego.v1

# Where runners put the plan: Spacelift (from a hook), HCP Terraform and env zero, Scalr, Digger. Spacelift comes first,
# because its input also has `terraform`, without a state.
paths := [["third_party_metadata", "custom", "plan"], ["plan"], ["tfplan"], ["terraform"]]

wrapped := [found | some path in paths; found := object.get(input, path, null); is_object(found)]

# Other runners pass the plan itself.
plan := wrapped[0] if count(wrapped) > 0

else := input

# When the plan was made, in nanoseconds since 1970.
now := time.parse_rfc3339_ns(plan.timestamp)

days(n) := ((n * 24) * 3600) * 1000000000
