package provider

import (
	"context"
	"log/slog"

	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// logHandler hands what is logged through log/slog to Terraform's log, by way of the context of the call in progress.
type logHandler struct {
	attrs []slog.Attr
}

var _ slog.Handler = logHandler{}

// Enabled is always true: Terraform chooses by level.
func (logHandler) Enabled(context.Context, slog.Level) bool { return true }

func (h logHandler) Handle(ctx context.Context, record slog.Record) error {
	fields := make(map[string]any, len(h.attrs)+record.NumAttrs())
	add := func(attr slog.Attr) bool {
		fields[attr.Key] = attr.Value.Any()
		return true
	}
	for _, attr := range h.attrs {
		add(attr)
	}
	record.Attrs(add)
	if record.Level < slog.LevelInfo {
		tflog.Debug(ctx, record.Message, fields)
	} else {
		tflog.Info(ctx, record.Message, fields)
	}
	return nil
}

func (h logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return logHandler{attrs: append(h.attrs[:len(h.attrs):len(h.attrs)], attrs...)}
}

// WithGroup leaves the group out: Terraform's fields are flat.
func (h logHandler) WithGroup(string) slog.Handler { return h }
