package examplestest

import (
	"testing"

	tfjson "github.com/hashicorp/terraform-json"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
)

// Without a policy engine, a postcondition fails the plan and a check block warns.
func TestPolicies_checks(t *testing.T) {
	for _, test := range []struct {
		name             string
		region, stack    string
		failure, warning string
	}{
		{"compliant app", "us", "heroku-24", "", ""},
		{"old stack", "us", "heroku-22", "", "Apps on the stacks heroku-18, heroku-20, heroku-22: api."},
		{"region not allowed", "virginia", "heroku-24", "Apps outside the regions eu, us: api.", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
				apps := named("api")
				apps[0].Region.Name, apps[0].Stack.Name = test.region, test.stack
				workspace := example(t, cli, "policy/checks", apps)
				if test.failure != "" {
					fails(t, workspace, "Error: Resource postcondition failed", test.failure)
					return
				}
				screen, plan := plan(t, workspace)
				if test.warning != "" {
					contains(t, screen, "Warning: Check block assertion failed", test.warning)
				}
				for _, check := range plan.Checks {
					if failed := check.Status == tfjson.CheckStatusFail; failed != (test.warning != "" && check.Address.Kind == tfjson.CheckKindCheckBlock) {
						t.Errorf("%s: %s", check.Address.ToDisplay, check.Status)
					}
				}
			})
		})
	}
}
