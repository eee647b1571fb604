package auth

import (
	"context"
	"sync"
)

// unfinished counts the work that must finish before this process ends: refreshes whose tokens are
// not saved yet, and token commands, whose children would continue.
var unfinished struct {
	sync.Mutex

	running int
	none    chan struct{} // closed when none runs; nil if nobody waits
}

// begin counts one more piece of work until the caller calls end.
func begin() (end func()) {
	unfinished.Lock()
	defer unfinished.Unlock()
	unfinished.running++
	return func() {
		unfinished.Lock()
		defer unfinished.Unlock()
		if unfinished.running--; unfinished.running == 0 && unfinished.none != nil {
			close(unfinished.none)
			unfinished.none = nil
		}
	}
}

// Settle waits until the tokens of all running refreshes are saved and all token commands have
// ended, or the context ends. Call it before the process ends: by then the token endpoint may have
// replaced a refresh token.
func Settle(ctx context.Context) {
	unfinished.Lock()
	if unfinished.running == 0 {
		unfinished.Unlock()
		return
	}
	if unfinished.none == nil {
		unfinished.none = make(chan struct{})
	}
	none := unfinished.none
	unfinished.Unlock()
	select {
	case <-none:
	case <-ctx.Done():
	}
}
