# Entry point for conftest, and for Atlantis and Digger with conftest.
package main

import rego.v1

deny contains msg if some msg in data.heroku_apps.deny
