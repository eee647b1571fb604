package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
)

// app is heroku_app. It can only be imported and read.
type app struct{ apiKey string }

type appState struct {
	ID           string         `tfsdk:"id"`
	Name         string         `tfsdk:"name"`
	Region       string         `tfsdk:"region"`
	Stack        string         `tfsdk:"stack"`
	Organization []organization `tfsdk:"organization"`
}

type organization struct {
	Name string `tfsdk:"name"`
}

func (*app) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "heroku_app"
}

// Schema has the attributes that replace an app when they change: region and organization.
func (*app) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	replace := []planmodifier.String{stringplanmodifier.RequiresReplace()}
	keep := []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
	resp.Schema = schema.Schema{
		Attributes: map[string]schema.Attribute{
			"id":     schema.StringAttribute{Computed: true, PlanModifiers: keep},
			"name":   required,
			"region": schema.StringAttribute{Required: true, PlanModifiers: replace},
			"stack":  schema.StringAttribute{Optional: true, Computed: true, PlanModifiers: keep},
		},
		Blocks: map[string]schema.Block{
			"organization": schema.ListNestedBlock{
				NestedObject:  schema.NestedBlockObject{Attributes: map[string]schema.Attribute{"name": required}},
				PlanModifiers: []planmodifier.List{listplanmodifier.RequiresReplace()},
			},
		},
	}
}

func (a *app) Configure(_ context.Context, req resource.ConfigureRequest, _ *resource.ConfigureResponse) {
	a.apiKey, _ = req.ProviderData.(string)
}

func (*app) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	resource.ImportStatePassthroughID(ctx, path.Root("id"), req, resp)
}

// Read looks the app up in the first page of the account's apps.
func (a *app) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var id string
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("id"), &id)...)
	if resp.Diagnostics.HasError() {
		return
	}
	state, err := a.find(ctx, id)
	if err != nil {
		resp.Diagnostics.AddError("App not read", err.Error())
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

func (a *app) find(ctx context.Context, id string) (appState, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, os.Getenv("HEROKU_API_URL")+"/apps", nil) //nolint:gosec // The address of the mock.
	if err != nil {
		return appState{}, err
	}
	request.Header.Set("Accept", "application/vnd.heroku+json; version=3")
	request.Header.Set("Authorization", "Bearer "+a.apiKey)
	response, err := http.DefaultClient.Do(request) //nolint:gosec // The address of the mock.
	if err != nil {
		return appState{}, err
	}
	defer response.Body.Close()
	type named struct{ Name string }
	var apps []struct {
		ID, Name      string
		Region, Stack named
		Team          *named
	}
	if err := json.NewDecoder(response.Body).Decode(&apps); err != nil {
		return appState{}, fmt.Errorf("status %s: %w", response.Status, err)
	}
	for _, found := range apps {
		if found.ID != id {
			continue
		}
		state := appState{ID: id, Name: found.Name, Region: found.Region.Name, Stack: found.Stack.Name}
		if found.Team != nil {
			state.Organization = []organization{{found.Team.Name}}
		}
		return state, nil
	}
	return appState{}, fmt.Errorf("no app has the id %s", id)
}

func (*app) Create(_ context.Context, _ resource.CreateRequest, resp *resource.CreateResponse) {
	resp.Diagnostics.AddError("App not created", "The stand-in for heroku/heroku creates no apps.")
}

func (*app) Update(_ context.Context, _ resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.Diagnostics.AddError("App not updated", "The stand-in for heroku/heroku updates no apps.")
}

func (*app) Delete(_ context.Context, _ resource.DeleteRequest, resp *resource.DeleteResponse) {
	resp.Diagnostics.AddError("App not deleted", "The stand-in for heroku/heroku deletes no apps.")
}
