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

// listings are the listings of one collection.
type listings struct {
	shared.Calls[[]App]

	turn chan struct{} // held by the listing that runs
}

// share returns the result of a listing that has not started yet, and that all reads of the
// collection share until it starts. A read never joins a running listing: an app created just
// before the read, such as one that a data source depends on, may be missing from a page already
// sent. So one listing of a collection runs at a time, and later reads gather for the next.
func (c *Client) share(ctx context.Context, collection Collection) ([]App, error) {
	known, _ := c.listings.LoadOrStore(collection, &listings{turn: make(chan struct{}, 1)})
	all := known.(*listings) //nolint:forcetypeassert // Nothing else is stored.
	next, joined := all.Join(ctx, func(ctx context.Context, closing func()) ([]App, error) {
		select {
		case all.turn <- struct{}{}:
			defer func() { <-all.turn }()
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
		if err := sleep(ctx, c.gather); err != nil {
			return nil, err
		}
		closing()
		return c.list(ctx, collection)
	})
	if joined || len(all.turn) > 0 {
		c.config.Logger.InfoContext(ctx, "waiting for a shared listing of Heroku apps that starts after this read",
			"path", collection.path)
	}
	return next.Wait(ctx)
}
