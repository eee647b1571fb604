package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modulex/terraform-provider-modulex/internal/heroku"
)

// appAttributes are the attributes of each of the `apps`, every one a string that may be null: the AppSummary of
// ModuleX's List Apps.
var appAttributes = map[string]func(heroku.App) *string{
	"id":         func(app heroku.App) *string { return &app.ID },
	"name":       func(app heroku.App) *string { return &app.Name },
	"web_url":    func(app heroku.App) *string { return app.WebURL },
	"region":     func(app heroku.App) *string { return app.Region },
	"stack":      func(app heroku.App) *string { return app.Stack },
	"created_at": func(app heroku.App) *string { return app.CreatedAt },
	"updated_at": func(app heroku.App) *string { return app.UpdatedAt },
}

func appAttrTypes() map[string]attr.Type {
	attrTypes := make(map[string]attr.Type, len(appAttributes))
	for name := range appAttributes {
		attrTypes[name] = types.StringType
	}
	return attrTypes
}

// appsState returns the configuration with the results filled in. The values are built by hand, since going through
// reflection takes many times as long for thousands of apps.
func appsState(config tftypes.Value, apps []heroku.App, total int) (tftypes.Value, error) {
	var state map[string]tftypes.Value
	if err := config.As(&state); err != nil {
		return tftypes.Value{}, err
	}

	appType := tftypes.Object{AttributeTypes: make(map[string]tftypes.Type, len(appAttributes))}
	for name := range appAttributes {
		appType.AttributeTypes[name] = tftypes.String
	}
	list := make([]tftypes.Value, len(apps))
	ids := make(map[string]tftypes.Value, len(apps))
	for i, app := range apps {
		attributes := make(map[string]tftypes.Value, len(appAttributes))
		for name, value := range appAttributes {
			attributes[name] = tftypes.NewValue(tftypes.String, value(app))
		}
		list[i] = tftypes.NewValue(appType, attributes)
		ids[app.Name] = tftypes.NewValue(tftypes.String, app.ID)
	}

	state["success"] = tftypes.NewValue(tftypes.Bool, true)
	state["apps"] = tftypes.NewValue(tftypes.List{ElementType: appType}, list)
	state["ids"] = tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, ids)
	state["total"] = tftypes.NewValue(tftypes.Number, total)
	return tftypes.NewValue(config.Type(), state), nil
}

// checkUnique reports two apps with one name, of which `ids` could only hold one. Heroku's names are unique.
func checkUnique(apps []heroku.App) (diags diag.Diagnostics) {
	ids := make(map[string]string, len(apps))
	for _, app := range apps {
		if id, taken := ids[app.Name]; taken {
			diags.AddError("Two Heroku apps have the same name", fmt.Sprintf(
				"The apps %s and %s are both called %q, so that ids could only hold one of them. App names are unique on "+
					"Heroku: read again, and tell Heroku's support if it stays.", id, app.ID, app.Name))
		}
		ids[app.Name] = app.ID
	}
	return diags
}
