package provider

import (
	"strings"
	"testing"
)

// Without [NewServer], the data source returns an error instead of a null list.
func TestSetLarge_otherServer(t *testing.T) {
	diags := setLarge(t.Context(), "apps", []string{"a"})
	if !diags.HasError() || !strings.Contains(diags[0].Detail(), "NewServer") {
		t.Errorf("got %v, want an error that says NewServer", diags)
	}
}
