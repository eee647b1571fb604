package provider

import (
	"context"
	"log/slog"

	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// logHandler writes log/slog records to Terraform's log, which is in the context.
type logHandler struct {
	attrs []slog.Attr
}

var _ slog.Handler = logHandler{}

// Enabled returns true, since Terraform filters by level.
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

// WithGroup ignores the group, since Terraform's fields are flat.
func (h logHandler) WithGroup(string) slog.Handler { return h }
