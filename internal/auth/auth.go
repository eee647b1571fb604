// Package auth says where the OAuth access token for Heroku comes from. It has a [Way] for each kind of sign-in, and a
// [Source] that shares its tokens.
package auth
