//go:build unix && !linux

package auth

// marked returns nothing on a system whose file system does not show environments.
func marked(string) []int { return nil }
