//go:build unix && !linux

package auth

// descendants returns nothing where no file system shows them.
func descendants(int) []int { return nil }
