# For make lint, over the examples.
plugin "terraform" {
  enabled = true
  preset  = "recommended"
}

# Policies read data sources of a plan that the configuration does not use.
rule "terraform_unused_declarations" {
  enabled = false
}
