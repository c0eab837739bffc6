package fakedata

// numberRow says which names and formats mean a kind of number, and where
// such numbers lie: low to high, with decimals.
type numberRow struct {
	kind      string
	low, high int64 // scaled by decimals
	decimals  int
	motion    Motion
	phrases   []string
	formats   []string
}

// numberRows is the table of kinds of number; the first row that fits counts.
var numberRows = []numberRow{
	{"milliseconds", 1_700_000_000_000, 1_900_000_000_000, 0, Millis,
		[]string{"timestamp", "ts", "time stamp", "event time", "created at", "updated at", "at", "timestamp ms", "time ms", "created", "updated", "datetime"}, []string{"unixtime-ms", "timestamp", "ms", "date-time"}},
	{"microseconds", 1_700_000_000_000_000, 1_900_000_000_000_000, 0, Micros, nil, []string{"unixtime-us"}},
	{"nanoseconds", 1_700_000_000_000_000_000, 1_900_000_000_000_000_000, 0, Nanos, nil, []string{"unixtime-ns"}},
	{"seconds", 1_700_000_000, 1_900_000_000, 0, Seconds, []string{"time", "date", "epoch", "exp", "iat", "nbf", "unix time", "expires", "expires at"}, []string{"unixtime", "unix-time", "epoch", "utc-seconds"}},
	{"sequence", 1, 1_000_000, 0, Rise, []string{"seq", "sequence", "sequence number", "sequence no", "offset", "nonce", "update id", "sequence id", "counter", "revision", "message number"}, nil},
	{"id", 1000, 1_000_000, 0, Rise, []string{"id", "identifier", "trade id", "order id", "event id", "message id", "req id", "reqid", "request id", "number", "ticket"}, nil},
	{"latitude", -900_000, 900_000, 4, Walk, []string{"lat", "latitude"}, nil},
	{"longitude", -1_800_000, 1_800_000, 4, Walk, []string{"lon", "lng", "long", "longitude"}, nil},
	{"altitude", 0, 30_000, 1, Walk, []string{"altitude", "alt", "elevation"}, nil},
	{"price", 1_000, 50_000, 2, Walk, []string{"price", "bid", "ask", "open", "high", "low", "close", "last", "mid", "best bid", "best ask", "cost", "amount", "total", "balance", "fee", "subtotal", "rate", "value usd", "salary", "revenue"}, nil},
	{"volume", 100, 500_000, 2, Walk, []string{"volume", "vol", "turnover"}, nil},
	{"quantity", 1, 20, 0, Still, []string{"quantity", "qty", "count", "size", "num", "items", "amount of", "copies", "stock", "seats"}, nil},
	{"temperature", 150, 300, 1, Walk, []string{"temperature", "temp", "celsius"}, nil},
	{"humidity", 300, 700, 1, Walk, []string{"humidity"}, nil},
	{"pressure", 9_800, 10_400, 1, Walk, []string{"pressure"}, nil},
	{"speed", 0, 1200, 1, Walk, []string{"speed", "velocity", "rpm"}, nil},
	{"heading", 0, 359, 0, Walk, []string{"heading", "bearing", "course", "direction", "angle"}, nil},
	{"percent", 0, 1000, 1, Walk, []string{"percent", "percentage", "pct", "progress", "battery", "battery level", "cpu", "usage", "utilization", "load", "charge"}, []string{"%"}},
	{"brightness", 0, 1500, 0, Walk, []string{"lumens", "brightness", "luminosity", "intensity", "lux"}, nil},
	{"voltage", 2_200, 2_400, 1, Walk, []string{"voltage", "volts"}, nil},
	{"current", 0, 160, 1, Walk, []string{"current", "ampere"}, nil},
	{"power", 0, 5_000, 0, Walk, []string{"power", "watt", "watts", "energy", "consumption"}, nil},
	{"confidence", 50, 99, 2, Still, []string{"confidence", "probability", "score", "accuracy", "ratio"}, nil},
	{"rating", 10, 50, 1, Still, []string{"rating", "stars"}, nil},
	{"age", 18, 80, 0, Still, []string{"age"}, nil},
	{"year", 1990, 2026, 0, Still, []string{"year"}, nil},
	{"month", 1, 12, 0, Still, []string{"month"}, nil},
	{"day", 1, 28, 0, Still, []string{"day"}, nil},
	{"hour", 0, 23, 0, Still, []string{"hour", "hours"}, nil},
	{"minute", 0, 59, 0, Still, []string{"minute", "minutes", "second", "seconds"}, nil},
	{"port", 1024, 49151, 0, Still, []string{"port"}, nil},
	{"status code", 200, 200, 0, Still, []string{"status code", "http status"}, nil},
	{"code", 1000, 1011, 0, Still, []string{"code", "error code"}, nil},
	{"milliseconds spent", 1, 900, 0, Walk, []string{"duration", "latency", "elapsed", "delay", "interval", "timeout", "ttl", "ping", "rtt"}, nil},
	{"length", 10, 2000, 1, Walk, []string{"distance", "length", "width", "height", "depth", "weight", "mass", "radius"}, nil},
	{"bytes", 200, 500_000, 0, Still, []string{"bytes", "file size", "content length"}, []string{"bytes"}},
	{"page", 1, 20, 0, Still, []string{"page", "index", "position", "rank", "line", "row", "column", "order", "level", "step", "version"}, nil},
	{"limit", 10, 100, 0, Still, []string{"limit", "max", "capacity", "page size"}, nil},
	{"milliseconds long", 20, 5_000, 0, Still, []string{"ms", "millis", "milliseconds", "msec", "in millis", "in milliseconds", "silence"}, []string{"ms spent"}},
	{"seconds long", 1, 600, 0, Still, []string{"secs", "sec", "in seconds", "ttl seconds", "time to live", "silence seconds"}, []string{"s spent"}},
	{"celsius", 150, 300, 1, Walk, []string{"deg c", "degrees", "fahrenheit", "kelvin"}, []string{"celsius"}},
	{"kilometres an hour", 0, 1200, 1, Walk, []string{"kmh", "kph", "mph", "km h", "knots"}, []string{"km/h"}},
	{"hertz", 50, 4_000, 0, Walk, []string{"hz", "khz", "mhz", "ghz", "frequency"}, nil},
	{"sample rate", 8_000, 48_000, 0, Still, []string{"sample rate", "bitrate", "bit rate", "bps", "kbps", "bandwidth"}, nil},
	{"kilobytes", 10, 4_096, 0, Still, []string{"kb", "mb", "gb", "kib", "mib", "gib", "memory", "disk"}, nil},
	{"threshold", 10, 95, 2, Still, []string{"threshold", "weight factor", "factor", "tolerance", "sensitivity", "significance"}, nil},
	{"begin", 0, 60, 1, Still, []string{"start", "begin", "from"}, nil},
	{"end", 60, 120, 1, Still, []string{"end", "to", "until", "stop"}, nil},
	{"change", -500, 500, 2, Walk, []string{"change", "delta", "diff", "difference", "pnl", "profit", "gain", "slope", "trend"}, nil},
	{"tally", 0, 40, 0, Still, []string{"retries", "attempts", "repeat", "segments", "num segments", "warnings", "errors", "applied", "received", "lost", "sent", "channels", "media", "digits", "words", "word", "related", "instances", "instance", "views", "likes", "followers", "members", "users", "connections", "participants"}, nil},
	{"jitter", 0, 400, 1, Walk, []string{"jitter", "noise", "rssi", "snr", "signal"}, nil},
	{"quality of service", 0, 2, 0, Still, []string{"qos"}, nil},
	{"kind number", 1, 9, 0, Still, []string{"type", "kind", "mode", "category", "class", "service", "area", "state", "status", "priority", "flags"}, nil},
	{"value", 0, 10_000, 2, Walk, []string{"value", "reading", "measurement", "metric", "level"}, nil},
}
