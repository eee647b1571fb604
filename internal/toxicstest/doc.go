// Package toxicstest lists apps over broken connections, which Shopify's toxiproxy provides. It is
// its own module, so that toxiproxy and its dependencies stay out of the provider's module graph.
package toxicstest
