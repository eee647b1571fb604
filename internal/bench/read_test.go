package main

import (
	"fmt"
	"testing"
)

// BenchmarkRead measures a whole read, from the request for the first page to the encoded state.
func BenchmarkRead(b *testing.B) {
	for _, apps := range []int{1000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("apps=%d", apps), benchmarkRead(b.Context(), apps))
	}
}
