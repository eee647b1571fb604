package provider

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/heroku"
)

// text validates a string. Its error repeats the string, which must not be a secret.
type text struct {
	// is names the kind of value, such as "duration".
	is string
	// check returns an error that completes "The value is ..., but".
	check func(string) error
}

var (
	asAPIURL     = text{"URL", func(value string) error { _, err := heroku.ParseBaseURL(value); return err }}
	asTokenURL   = text{"URL", func(value string) error { _, err := auth.ParseTokenURL(value); return err }}
	asDuration   = text{"duration", func(value string) error { _, err := parseDuration(value); return err }}
	asRegexp     = text{"regular expression", func(value string) error { _, err := parseRegexp(value); return err }}
	asTeam       = text{"team", checkTeam}
	asSpace      = text{"space", func(string) error { return nil }}
	asCount      = count{}
	withoutNulls = elements{}
)

var (
	_ validator.String = text{}
	_ validator.Number = count{}
	_ validator.List   = elements{}
)

// Description says what the string must be.
func (v text) Description(context.Context) string { return "value must be a valid " + v.is }

// MarkdownDescription is Description.
func (v text) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString reports an empty string, and one that does not pass the check.
func (v text) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	value := req.ConfigValue.ValueString()
	if value == "" {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid "+v.is, emptyArgument(req.Path))
	} else if err := v.check(value); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid "+v.is, invalid(req.Path.String(), value, err))
	}
}

// emptyArgument returns the detail for an empty argument.
func emptyArgument(at path.Path) string {
	return fmt.Sprintf("%s is an empty string. To leave it unset, use null or omit it.", at)
}

// quoted returns the value in quotation marks, without the password of a URL.
func quoted(value string) string {
	if before, after, found := strings.Cut(value, "://"); found {
		if at := strings.LastIndexByte(after, '@'); at >= 0 {
			value = before + "://..." + after[at:]
		}
	}
	return fmt.Sprintf("%q", value)
}

// aDuration is the grammar of [time.ParseDuration].
var aDuration = regexp.MustCompile(`^[-+]?(\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))*$`)

// parseDuration parses a duration that is longer than zero.
func parseDuration(value string) (time.Duration, error) {
	duration, err := time.ParseDuration(value)
	switch {
	case err != nil && aDuration.MatchString(value):
		return 0, errors.New("it is too large: the maximum is 2,562,047h")
	case err != nil:
		return 0, errors.New(`it must be a number with the unit h, m, s or ms, such as "90s" or "1h30m"`)
	case duration <= 0:
		return 0, errors.New(`it must be more than zero, such as "90s"`)
	}
	return duration, nil
}

// parseRegexp parses a regular expression of RE2.
func parseRegexp(value string) (*regexp.Regexp, error) {
	compiled, err := regexp.Compile(value)
	failed := (*syntax.Error)(nil)
	switch {
	case err == nil:
		return compiled, nil
	case lookaround.MatchString(value):
		return nil, errors.New(`RE2 has no lookaround, such as "(?!x)" or "(?<=x)". Omit name_regex, and filter the apps ` +
			`with an expression, such as [for app in data.modulex_heroku_apps.all.apps : app if !can(regex("^x", app.name))]`)
	case errors.As(err, &failed):
		return nil, fmt.Errorf("it is not an RE2 regular expression: %s at %q", failed.Code, failed.Expr)
	default:
		return nil, err
	}
}

// lookaround matches syntax that RE2 does not support.
var lookaround = regexp.MustCompile(`\(\?<?[=!]`)

// teamName matches a team's name or id. It cannot begin with a dot, so that the URL's path cannot
// lead to another resource.
var teamName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)

func checkTeam(value string) error {
	if !teamName.MatchString(value) {
		return errors.New("it must have only letters, digits, dots, hyphens and underscores, and begin with a letter or digit")
	}
	return nil
}

// count validates whole numbers from zero. The framework's integer types report a fraction as an
// error of the provider, and print the values of the whole block.
type count struct{}

// Description says what the number must be.
func (count) Description(context.Context) string { return "value must be a whole number, 0 or more" }

// MarkdownDescription is Description.
func (v count) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateNumber reports a fraction and a number below zero.
func (count) ValidateNumber(_ context.Context, req validator.NumberRequest, resp *validator.NumberResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if value := req.ConfigValue.ValueBigFloat(); value.Sign() < 0 || !value.IsInt() {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid number",
			fmt.Sprintf("%s is %s, but it must be a whole number, 0 or more.", req.Path, value.Text('g', 10)))
	}
}

// elements validates that no element of a list is null.
type elements struct{}

// Description says what the elements must be.
func (elements) Description(context.Context) string { return "elements must not be null" }

// MarkdownDescription is Description.
func (v elements) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateList reports each element that is null.
func (elements) ValidateList(_ context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	for i, element := range req.ConfigValue.Elements() {
		if element.IsNull() {
			at := req.Path.AtListIndex(i)
			resp.Diagnostics.AddAttributeError(at, "Null element",
				fmt.Sprintf("%s is null. Remove the element, or give it a value.", at))
		}
	}
}

// argv returns the known elements of a list of strings.
func argv(list types.List) (known []string, complete bool) {
	complete = !list.IsUnknown()
	for _, element := range list.Elements() {
		value, ok := element.(types.String)
		if !ok || value.IsNull() || value.IsUnknown() {
			return known, false
		}
		known = append(known, value.ValueString())
	}
	return known, complete
}
