# Reads the settings from data.yaml.
package heroku_apps

import rego.v1

default settings := {}

settings := data.settings if is_object(data.settings)
