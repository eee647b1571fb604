package auth

import (
	"context"
	"sync"
)

// saving counts the refreshes of this process whose tokens are not saved yet.
var saving struct {
	sync.Mutex

	running int
	none    chan struct{} // closed when none runs; nil if nobody waits
}

// beginSaving announces a refresh, which ends when its tokens are saved.
func beginSaving() (end func()) {
	saving.Lock()
	defer saving.Unlock()
	saving.running++
	return func() {
		saving.Lock()
		defer saving.Unlock()
		if saving.running--; saving.running == 0 && saving.none != nil {
			close(saving.none)
			saving.none = nil
		}
	}
}

// Settle waits until the tokens of all running refreshes are saved, or the context ends. Call it
// before the process ends: by then the token endpoint may have replaced a refresh token.
func Settle(ctx context.Context) {
	saving.Lock()
	if saving.running == 0 {
		saving.Unlock()
		return
	}
	if saving.none == nil {
		saving.none = make(chan struct{})
	}
	none := saving.none
	saving.Unlock()
	select {
	case <-none:
	case <-ctx.Done():
	}
}
