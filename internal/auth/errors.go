package auth

// Error says why no access token could be had. It holds no credential.
type Error struct {
	// Reason is what happened, as a sentence without its full stop.
	Reason string
	// Remedy is what to do next, in sentences.
	Remedy string
}

// Error returns the reason.
func (e *Error) Error() string { return e.Reason }
