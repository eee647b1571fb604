package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/vmihailenco/msgpack/v5"

	"github.com/modulex/terraform-provider-modulex/internal/heroku"
)

// appAttributes are the attributes of an app in `apps`, in ModuleX's terms an AppSummary. Each is a
// string or null.
var appAttributes = []struct {
	name  string
	value func(*heroku.App) *string
}{
	{"id", func(app *heroku.App) *string { return &app.ID }},
	{"name", func(app *heroku.App) *string { return &app.Name }},
	{"web_url", func(app *heroku.App) *string { return app.WebURL }},
	{"region", func(app *heroku.App) *string { return app.Region }},
	{"stack", func(app *heroku.App) *string { return app.Stack }},
	{"created_at", func(app *heroku.App) *string { return app.CreatedAt }},
	{"updated_at", func(app *heroku.App) *string { return app.UpdatedAt }},
}

func appAttrTypes() map[string]attr.Type {
	attrTypes := make(map[string]attr.Type, len(appAttributes))
	for _, attribute := range appAttributes {
		attrTypes[attribute.name] = types.StringType
	}
	return attrTypes
}

// appList is the value of `apps`.
type appList []heroku.App

var _ msgpack.CustomEncoder = appList(nil)

// EncodeMsgpack writes the apps as a list of objects.
func (apps appList) EncodeMsgpack(enc *msgpack.Encoder) error {
	if err := enc.EncodeArrayLen(len(apps)); err != nil {
		return err
	}
	for i := range apps {
		if err := enc.EncodeMapLen(len(appAttributes)); err != nil {
			return err
		}
		for _, attribute := range appAttributes {
			if err := enc.EncodeString(attribute.name); err != nil {
				return err
			}
			if err := encodeNullable(enc, attribute.value(&apps[i])); err != nil {
				return err
			}
		}
	}
	return nil
}

func encodeNullable(enc *msgpack.Encoder, value *string) error {
	if value == nil {
		return enc.EncodeNil()
	}
	return enc.EncodeString(*value)
}

// idsByName returns the value of `ids`. Two apps with the same name, which Heroku does not allow,
// are an error.
func idsByName(apps []heroku.App) (ids map[string]string, diags diag.Diagnostics) {
	ids = make(map[string]string, len(apps))
	for _, app := range apps {
		if id, taken := ids[app.Name]; taken {
			diags.AddError("Two Heroku apps have the same name", fmt.Sprintf(
				"The apps %s and %s are both named %q, and ids can hold only one of them. App names are unique on Heroku. Run "+
					"Terraform again. If the error persists, ask Heroku's support.", id, app.ID, app.Name))
		}
		ids[app.Name] = app.ID
	}
	return ids, diags
}
