package provider

import (
	"strings"
	"testing"
)

// Served without [NewServer], the provider says so instead of a list that is null.
func TestSetLarge_otherServer(t *testing.T) {
	diags := setLarge(t.Context(), "apps", []string{"a"})
	if !diags.HasError() || !strings.Contains(diags[0].Detail(), "NewServer") {
		t.Errorf("got %v, want an error that says NewServer", diags)
	}
}
