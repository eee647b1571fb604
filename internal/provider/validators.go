package provider

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/heroku"
)

// parsed is a validator of strings that can be read as something.
type parsed struct {
	as    string
	parse func(string) error
}

var (
	asAPIURL = parsed{"address", func(value string) error {
		_, err := heroku.ParseBaseURL(value)
		return err
	}}
	asTokenURL = parsed{"address", func(value string) error {
		_, err := auth.ParseTokenURL(value)
		return err
	}}
	asDuration = parsed{"duration", func(value string) error {
		if duration, err := time.ParseDuration(value); err != nil || duration <= 0 {
			return errors.New(`it must be a number with a unit and more than zero, such as "30s" or "1m30s"`)
		}
		return nil
	}}
	asRegexp = parsed{"regular expression", func(value string) error {
		_, err := regexp.Compile(value)
		return err
	}}
)

// asCount is a validator of whole numbers from zero. The framework's own integer types report a fraction as an error of
// the provider, and print the values of the whole block.
type asCount struct{}

var (
	_ validator.String = parsed{}
	_ validator.Number = asCount{}
)

func (asCount) Description(context.Context) string { return "value must be a whole number, 0 or more" }

func (c asCount) MarkdownDescription(ctx context.Context) string { return c.Description(ctx) }

func (asCount) ValidateNumber(_ context.Context, req validator.NumberRequest, resp *validator.NumberResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if value := req.ConfigValue.ValueBigFloat(); value.Sign() < 0 || !value.IsInt() {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid number",
			fmt.Sprintf("%s is %s, but it must be a whole number, 0 or more.", req.Path, value.Text('g', 10)))
	}
}

func (p parsed) Description(context.Context) string { return "value must be a valid " + p.as }

func (p parsed) MarkdownDescription(ctx context.Context) string { return p.Description(ctx) }

func (p parsed) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if err := p.parse(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid "+p.as, fmt.Sprintf("The value of %s cannot be used: %s.", req.Path, err))
	}
}
