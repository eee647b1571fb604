package heroku

import (
	"context"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/shared"
)

// gatherTime is how long a listing waits for more reads before it starts. Terraform starts parallel
// reads some milliseconds apart: without the delay, the first read would have its own listing and
// the others would share the next.
const gatherTime = 10 * time.Millisecond

// share returns the result of a listing that has not started yet, and that all reads of the
// collection share until it starts. A read never joins a running listing: an app created just
// before the read, such as one that a data source depends on, may be missing from a page already
// sent. So one listing of a collection runs at a time, and later reads gather for the next.
func (c *Client) share(ctx context.Context, collection Collection) ([]App, error) {
	known, _ := c.listings.LoadOrStore(collection, &shared.Calls[[]App]{})
	listings := known.(*shared.Calls[[]App]) //nolint:forcetypeassert // Nothing else is stored.
	next, waits := listings.Join(ctx, func(ctx context.Context, closing func()) ([]App, error) {
		if err := sleep(ctx, c.gather); err != nil {
			return nil, err
		}
		closing()
		return c.list(ctx, collection)
	})
	if waits {
		c.config.Logger.InfoContext(ctx, "waiting for a shared listing of Heroku apps that starts after this read",
			"path", collection.path)
	}
	return next.Wait(ctx)
}
