package provider

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"golang.org/x/oauth2"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/heroku"
)

// Terraform renews the token at the time that the provider returns. Each renewal returns the next
// time.
func TestHerokuToken_renew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		eightHours := func(context.Context, string) (*oauth2.Token, error) {
			calls++
			return &oauth2.Token{AccessToken: fmt.Sprint("token ", calls), Expiry: time.Now().Add(8 * time.Hour)}, nil
		}
		token := tokenOf(eightHours)
		want := herokuTokenModel{types.StringValue("token 1"), types.StringValue("2000-01-01T08:00:00Z")} // The bubble's clock.
		if got := openToken(t, token); got != want {
			t.Errorf("opened with %v, want %v", got, want)
		}
		renewAt := token.account.tokens.RenewAt()
		for renewals := 1; renewals <= 3; renewals++ {
			if early := 5 * time.Minute; time.Until(renewAt) != 8*time.Hour-early {
				t.Errorf("the renewal is due in %s, want %s before the token expires", time.Until(renewAt), early)
			}
			time.Sleep(time.Until(renewAt))
			var resp ephemeral.RenewResponse
			token.Renew(t.Context(), ephemeral.RenewRequest{}, &resp)
			if resp.Diagnostics.HasError() || resp.Diagnostics.WarningsCount() != 1 || calls != renewals+1 {
				t.Errorf("got %v after %d calls, want one warning and one more call", resp.Diagnostics, calls)
			}
			renewAt = resp.RenewAt
		}
		if got := openToken(t, token); got.AccessToken != types.StringValue("token 4") {
			t.Errorf("opened with %v, want the newest token", got)
		}
	})
}

func TestHerokuToken_withoutExpiry(t *testing.T) {
	fixed := func(context.Context, string) (*oauth2.Token, error) { return &oauth2.Token{AccessToken: "fixed"}, nil }
	token := tokenOf(fixed)
	if got := openToken(t, token); got.AccessToken != types.StringValue("fixed") || !got.ExpiresAt.IsNull() {
		t.Errorf("got %v", got)
	}
	if at := token.account.tokens.RenewAt(); !at.IsZero() {
		t.Errorf("the renewal is due at %s, want never", at)
	}
}

// tokenOf returns the ephemeral resource of an account that obtains its tokens this way.
func tokenOf(obtain auth.Obtain) *herokuTokenEphemeralResource {
	tokens := auth.NewSource(auth.Origin{}, obtain, slog.New(slog.DiscardHandler))
	return &herokuTokenEphemeralResource{&herokuAccount{client: heroku.NewClient(heroku.Config{Tokens: tokens}), tokens: tokens}}
}

func openToken(t *testing.T, token *herokuTokenEphemeralResource) herokuTokenModel {
	t.Helper()
	var schema ephemeral.SchemaResponse
	token.Schema(t.Context(), ephemeral.SchemaRequest{}, &schema)
	resp := ephemeral.OpenResponse{Result: tfsdk.EphemeralResultData{
		Schema: schema.Schema, Raw: tftypes.NewValue(schema.Schema.Type().TerraformType(t.Context()), nil),
	}}
	token.Open(t.Context(), ephemeral.OpenRequest{}, &resp)
	if resp.Diagnostics.HasError() {
		t.Fatal(resp.Diagnostics)
	}
	var result herokuTokenModel
	if diags := resp.Result.Get(t.Context(), &result); diags.HasError() {
		t.Fatal(diags)
	}
	return result
}
