package loopback

// Cause returns the cause of a system's error.
var Cause = cause
