package provider

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modulex/terraform-provider-modulex/internal/heroku"
)

const defaultReadTimeout = 5 * time.Minute

var (
	_ datasource.DataSource                   = (*herokuAppsDataSource)(nil)
	_ datasource.DataSourceWithConfigure      = (*herokuAppsDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*herokuAppsDataSource)(nil)
)

type herokuAppsDataSource struct {
	account *herokuAccount
}

type herokuAppsModel struct {
	Team          types.String   `tfsdk:"team"`
	Personal      types.Bool     `tfsdk:"personal"`
	Space         types.String   `tfsdk:"space"`
	NameRegex     types.String   `tfsdk:"name_regex"`
	Regions       types.List     `tfsdk:"regions"`
	Stacks        types.List     `tfsdk:"stacks"`
	RequiredNames types.List     `tfsdk:"required_names"`
	Timeouts      timeouts.Value `tfsdk:"timeouts"`
	Success       types.Bool     `tfsdk:"success"`
	Apps          types.List     `tfsdk:"apps"`
	IDs           types.Map      `tfsdk:"ids"`
	Total         types.Int64    `tfsdk:"total"`
}

func newHerokuAppsDataSource() datasource.DataSource { return &herokuAppsDataSource{} }

func (d *herokuAppsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_heroku_apps"
}

func (d *herokuAppsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	names := func(description string) schema.ListAttribute {
		return schema.ListAttribute{
			MarkdownDescription: description,
			ElementType:         types.StringType,
			Optional:            true,
			Validators:          []validator.List{withoutNulls},
		}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists every Heroku app that the token can see, or fails: it never returns part of the list. " +
			"It only reads. A token with the OAuth scope `read` is enough.",
		Attributes: map[string]schema.Attribute{
			"team": schema.StringAttribute{
				MarkdownDescription: "Name or id of a team. Lists only the apps of this team. A team that does not exist is an error. " +
					"Conflicts with `personal`.",
				Optional:   true,
				Validators: []validator.String{asTeam},
			},
			"personal": schema.BoolAttribute{
				MarkdownDescription: "Whether to list only the apps that the account owns or collaborates on, without the apps of teams. " +
					"Conflicts with `team`.",
				Optional: true,
			},
			"space": schema.StringAttribute{
				MarkdownDescription: "Name of a Private Space. Keeps only the apps in this space.",
				Optional:            true,
				Validators:          []validator.String{asSpace},
			},
			"name_regex": schema.StringAttribute{
				MarkdownDescription: "Regular expression in the [RE2 syntax](https://github.com/google/re2/wiki/Syntax), which has no " +
					"lookaround. Keeps only the apps whose name contains a match. Use `^` and `$` to match the whole name.",
				Optional:   true,
				Validators: []validator.String{asRegexp},
			},
			"regions": names("Names of regions, such as `us`. Keeps only the apps in one of these regions. An empty list keeps none."),
			"stacks": names("Names of stacks, such as `heroku-24`. Keeps only the apps that run on one of these stacks. An empty " +
				"list keeps none."),
			"required_names": names("Names of apps that must be in the result, after all filters. If any are missing, the " +
				"plan fails and lists them with similar names."),
			"success": schema.BoolAttribute{
				MarkdownDescription: "Always `true` after a read, since a listing that fails is an error. Unknown while the read is " +
					"deferred until apply, so a policy that requires `true` fails.",
				Computed: true,
			},
			"apps": schema.ListAttribute{
				MarkdownDescription: "The apps that match all filters, sorted by name, then id. Each app has the strings `id`, `name`, " +
					"`web_url`, `region`, `stack` (on which the app runs now), `created_at` and `updated_at` (as Heroku sends " +
					"them). A value that Heroku does not send is null.",
				ElementType: types.ObjectType{AttrTypes: appAttrTypes()},
				Computed:    true,
			},
			"ids": schema.MapAttribute{
				MarkdownDescription: "The ids of the `apps` by name, for `for_each` and the `app_id` of `heroku_*` resources.",
				ElementType:         types.StringType,
				Computed:            true,
			},
			"total": schema.Int64Attribute{
				MarkdownDescription: "The number of apps before the filters.",
				Computed:            true,
			},
		},
		Blocks: map[string]schema.Block{
			"timeouts": schema.SingleNestedBlock{
				MarkdownDescription: "Timeouts of the data source.",
				CustomType: timeouts.Type{
					ObjectType: types.ObjectType{AttrTypes: map[string]attr.Type{"read": types.StringType}},
				},
				Attributes: map[string]schema.Attribute{
					"read": schema.StringAttribute{
						MarkdownDescription: "Timeout of the whole listing, including retries and backoff, as a duration " +
							"such as `90s` or `10m`. Default: `5m`.",
						Optional:   true,
						Validators: []validator.String{asDuration},
					},
				},
			},
		},
	}
}

func (d *herokuAppsDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var model herokuAppsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if !model.Team.IsNull() && model.Personal.ValueBool() {
		resp.Diagnostics.AddAttributeError(path.Root("personal"), "Conflicting arguments team and personal",
			"A listing covers the apps of one team or the personal apps. Remove team, or set personal to false.")
	}
}

func (d *herokuAppsDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.account = accountFrom(req.ProviderData, &resp.Diagnostics)
}

func (d *herokuAppsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model herokuAppsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	limit, diags := model.Timeouts.Read(ctx, defaultReadTimeout)
	resp.Diagnostics.Append(diags...)
	filter, diags := newAppsFilter(ctx, model)
	resp.Diagnostics.Append(diags...)
	var required []string
	resp.Diagnostics.Append(model.RequiredNames.ElementsAs(ctx, &required, false)...)
	resp.Diagnostics.Append(d.account.problems...)
	if resp.Diagnostics.HasError() {
		return
	}

	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	listed, err := d.account.client.Apps(ctx, model.collection())
	resp.Diagnostics.Append(warnings(d.account.tokens)...)
	if err != nil {
		resp.Diagnostics.Append(d.account.listingDiagnostic(ctx, err, model.Team, limit))
		return
	}
	apps := filter.apply(listed)
	if missing := checkRequired(ctx, required, apps, listed); missing != nil {
		resp.Diagnostics.Append(missing)
	}
	ids, diags := idsByName(apps)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("success"), true)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("total"), len(listed))...)
	resp.Diagnostics.Append(setLarge(ctx, "apps", appList(apps))...)
	resp.Diagnostics.Append(setLarge(ctx, "ids", ids)...)
}

// collection returns the list of apps that the configuration selects.
func (m herokuAppsModel) collection() heroku.Collection {
	switch {
	case !m.Team.IsNull():
		return heroku.TeamApps(m.Team.ValueString())
	case m.Personal.ValueBool():
		return heroku.PersonalApps
	default:
		return heroku.AllApps
	}
}
