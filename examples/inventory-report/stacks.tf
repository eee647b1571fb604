# The last day on which Heroku supports each stack (https://devcenter.heroku.com/articles/stack).
# The stacks container and cnb have no end of support.
locals {
  stack_ends = {
    heroku-18 = "2023-04-30"
    heroku-20 = "2025-04-30"
    heroku-22 = "2027-04-30"
    heroku-24 = "2029-04-30"
    heroku-26 = "2031-04-30"
  }
}
