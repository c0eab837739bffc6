package fakedata

import "slices"

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
func numberRows() []numberRow {
	return slices.Concat(clockRows, countRows, moneyRows, placeRows, sensorRows, shareRows, spanRows, dateRows, codeRows, otherRows)
}

// century is the year 2100 in Unix seconds: clocks are followed until then.
const century = 4_102_444_800

// clockRows follow the clock.
var clockRows = []numberRow{
	{"seconds", 0, century, 0, Seconds,
		[]string{"time", "date", "epoch", "exp", "iat", "nbf", "unix time", "unix timestamp", "expires", "expires at", "epoch seconds", "time sec", "time seconds", "timestamp seconds", "timestamp sec"},
		[]string{"unixtime", "unix-time", "epoch", "utc-seconds"}},
	{"milliseconds", 0, century * 1e3, 0, Millis,
		[]string{"timestamp", "ts", "time stamp", "event time", "created at", "updated at", "at", "timestamp ms", "time ms", "ts ms", "time millis", "timestamp millis", "epoch ms", "epoch millis",
			"created", "updated", "datetime", "last modified", "modified"},
		[]string{"unixtime-ms", "timestamp", "ms", "date-time"}},
	{"microseconds", 0, century * 1e6, 0, Micros, []string{"timestamp us", "time us", "ts us", "timestamp micros", "time micros", "epoch micros"}, []string{"unixtime-us"}},
	{"nanoseconds", 0, century * 1e9, 0, Nanos, []string{"timestamp ns", "time ns", "ts ns", "timestamp nanos", "time nanos", "epoch nanos"}, []string{"unixtime-ns"}},
}

// countRows count up, or say how many.
var countRows = []numberRow{
	{"sequence", 1, 1_000_000, 0, Rise,
		[]string{"seq", "sequence", "sequence number", "sequence no", "seq no", "seq num", "seqno", "cseq", "offset", "nonce", "update id", "sequence id", "counter", "revision", "message number", "generation", "block", "block number", "block height", "tick", "epoch number"}, nil},
	{"id", 1000, 1_000_000, 0, Rise, []string{"id", "identifier", "trade id", "order id", "event id", "message id", "req id", "reqid", "request id", "number", "ticket", "filter", "parameter"}, nil},
	{"quantity", 1, 20, 0, Still, []string{"quantity", "qty", "count", "size", "num", "items", "amount of", "copies", "stock", "seats", "units", "pieces"}, nil},
	{"tally", 0, 12, 0, Still,
		[]string{"retries", "attempts", "attempt", "retry", "retry count", "repeat", "segments", "num segments", "warnings", "errors", "applied", "received", "lost", "sent", "media", "digits", "related", "instances", "instance",
			"queued", "pending", "failed", "dropped", "missed", "remaining", "added", "removed", "changed", "hops", "replicas", "nodes", "shards", "guests", "passengers", "bookings", "failures", "reports", "unread"}, nil},
	{"crowd", 3, 900, 0, Still,
		[]string{"views", "likes", "followers", "members", "users", "connections", "participants", "viewers", "subscribers", "online", "shares", "comments", "downloads", "visits", "clients", "words", "characters", "character count", "tokens", "word count"}, nil},
	{"audio channels", 1, 2, 0, Still, []string{"channels", "num channels", "channel count"}, nil},
	{"page", 1, 20, 0, Still, []string{"page", "index", "position", "rank", "line", "row", "column", "col", "order", "level", "step", "version", "slot", "lane", "gate", "floor", "round", "turn", "place", "table", "speaker"}, nil},
	{"limit", 10, 100, 0, Still, []string{"limit", "max", "capacity", "page size", "max items", "batch size"}, nil},
}

// moneyRows are prices and what is counted in money.
var moneyRows = []numberRow{
	{"price", 1_000, 50_000, 2, Walk,
		[]string{"price", "bid", "ask", "open", "high", "low", "close", "last", "mid", "best bid", "best ask", "cost", "amount", "total", "balance", "subtotal", "value usd", "revenue", "vwap", "mark", "notional", "budget", "credit", "deposit", "payment", "spend", "fare", "paid"}, nil},
	{"cents", 250, 25_000, 0, Still, []string{"cents", "pence", "minor units", "amount cents", "price cents", "fine"}, []string{"cents"}},
	{"fee", 10, 950, 2, Still, []string{"fee", "fees", "tax", "vat", "discount", "tip", "surcharge", "commission", "shipping", "shipping cost", "toll"}, nil},
	{"salary", 32_000, 98_000, 0, Still, []string{"salary", "income"}, nil},
	{"volume", 100, 500_000, 2, Walk, []string{"volume", "vol", "turnover", "open interest"}, nil},
	{"change", -500, 500, 2, Walk, []string{"change", "delta", "diff", "difference", "pnl", "profit", "gain", "slope", "trend", "change percent", "percent change"}, nil},
	{"exchange rate", 80, 140, 2, Walk, []string{"rate", "exchange rate", "fx rate"}, nil},
}

// placeRows say where something is.
var placeRows = []numberRow{
	{"latitude", -90_000_000, 90_000_000, 6, Walk, []string{"lat", "latitude"}, nil},
	{"longitude", -180_000_000, 180_000_000, 6, Walk, []string{"lon", "lng", "long", "longitude"}, nil},
	{"altitude", 200, 9_000, 1, Walk, []string{"altitude", "alt", "elevation"}, nil},
	{"heading", 0, 359, 0, Walk, []string{"heading", "bearing", "course", "direction", "angle", "yaw", "azimuth"}, nil},
	{"tilt", -150, 150, 1, Walk, []string{"pitch", "roll", "tilt", "inclination"}, nil},
	{"speed", 50, 1_150, 1, Walk, []string{"speed", "velocity", "kmh", "kph", "mph", "km h", "knots"}, []string{"km/h"}},
	{"distance", 4, 480, 1, Still, []string{"distance", "km", "kilometers", "kilometres", "miles"}, nil},
	{"odometer", 4_000, 180_000, 0, Rise, []string{"odometer", "mileage"}, nil},
}

// sensorRows are what devices measure.
var sensorRows = []numberRow{
	{"temperature", 150, 300, 1, Walk, []string{"temperature", "temp", "celsius", "deg c", "degrees", "water temperature", "air temperature"}, []string{"celsius"}},
	{"fahrenheit", 600, 850, 1, Walk, []string{"fahrenheit", "temp f", "temperature f"}, []string{"fahrenheit"}},
	{"kelvin", 2_880, 3_030, 1, Walk, []string{"kelvin", "temperature k"}, []string{"kelvin"}},
	{"humidity", 300, 700, 1, Walk, []string{"humidity", "soil moisture", "moisture"}, nil},
	{"pressure", 9_800, 10_400, 1, Walk, []string{"pressure", "hpa", "barometer"}, nil},
	{"wind", 0, 140, 1, Walk, []string{"wind", "wind speed", "gust"}, nil},
	{"rain", 0, 80, 1, Still, []string{"rain", "rainfall", "precipitation", "snow"}, nil},
	{"air quality", 8, 90, 0, Walk, []string{"aqi", "air quality", "pm25", "pm 25", "pm2 5", "pm10", "pm 10", "ozone"}, nil},
	{"carbon dioxide", 410, 1_100, 0, Walk, []string{"co2", "ppm"}, nil},
	{"acidity", 62, 78, 1, Walk, []string{"ph"}, nil},
	{"noise", 300, 750, 1, Walk, []string{"noise", "decibel", "decibels", "db", "loudness", "noise level", "sound level"}, nil},
	{"brightness", 0, 1500, 0, Walk, []string{"lumens", "brightness", "luminosity", "intensity", "lux", "illuminance"}, nil},
	{"voltage", 2_200, 2_400, 1, Walk, []string{"voltage", "volts", "volt"}, nil},
	{"cell voltage", 3_500, 4_200, 3, Walk, []string{"battery voltage"}, nil},
	{"current", 2, 160, 1, Walk, []string{"current", "ampere", "amps", "amperage"}, nil},
	{"power", 40, 4_600, 0, Walk, []string{"power", "watt", "watts", "consumption", "wattage"}, nil},
	{"energy", 12_000, 940_000, 2, Rise, []string{"energy", "kwh", "meter reading"}, nil},
	{"revolutions", 800, 3_400, 0, Walk, []string{"rpm", "revolutions", "engine speed"}, nil},
	{"vibration", 2, 90, 2, Walk, []string{"vibration", "acceleration"}, nil},
	{"flow", 20, 480, 1, Walk, []string{"flow", "flow rate", "throughput"}, nil},
	{"heart rate", 58, 124, 0, Walk, []string{"heart rate", "pulse", "bpm", "heartrate"}, nil},
	{"oxygen", 94, 100, 0, Walk, []string{"spo2", "oxygen saturation"}, nil},
	{"signal strength", -92, -48, 0, Walk, []string{"rssi", "signal", "signal strength", "dbm", "rsrp"}, []string{"dbm"}},
	{"signal to noise", 60, 320, 1, Walk, []string{"snr", "sinr"}, nil},
	{"jitter", 2, 90, 1, Walk, []string{"jitter"}, nil},
	{"hertz", 50, 4_000, 0, Walk, []string{"hz", "khz", "mhz", "ghz", "frequency"}, nil},
	{"value", 200, 9_000, 2, Walk, []string{"value", "reading", "measurement", "metric"}, nil},
}

// shareRows are parts of a whole.
var shareRows = []numberRow{
	{"percent", 30, 960, 1, Walk,
		[]string{"percent", "percentage", "pct", "progress", "cpu", "usage", "utilization", "utilisation", "load", "cpu load", "cpu usage", "memory usage", "disk usage", "completion", "occupancy", "fill level", "soc"}, []string{"%"}},
	{"charge", 18, 100, 0, Walk, []string{"battery", "battery level", "charge", "battery percent", "fuel", "fuel level", "charge level"}, nil},
	{"confidence", 62, 99, 2, Still, []string{"confidence", "probability", "accuracy", "ratio", "likelihood", "certainty", "similarity", "relevance", "share", "sentiment", "quality"}, nil},
	{"threshold", 30, 90, 2, Still, []string{"threshold", "weight factor", "factor", "tolerance", "sensitivity", "significance", "alpha", "opacity", "sampling"}, nil},
	{"opinion score", 32, 45, 1, Still, []string{"mos", "mos score"}, nil},
	{"score", 40, 98, 0, Still, []string{"score", "points", "grade"}, nil},
	{"rating", 30, 50, 1, Still, []string{"rating", "stars"}, nil},
}

// spanRows say how long or how large something is.
var spanRows = []numberRow{
	{"milliseconds spent", 4, 480, 0, Walk, []string{"latency", "elapsed", "delay", "ping", "rtt", "response time", "round trip", "lag"}, nil},
	{"milliseconds long", 200, 5_000, 0, Still, []string{"ms", "millis", "milliseconds", "msec", "in millis", "in milliseconds", "silence"}, []string{"ms spent"}},
	{"seconds long", 2, 240, 0, Still,
		[]string{"secs", "sec", "in seconds", "ttl seconds", "time to live", "silence seconds", "ttl", "timeout", "duration", "uptime seconds", "interval", "wait", "retry after", "cooldown", "eta seconds", "audio duration", "time elapsed", "time remaining", "time left", "remaining time", "analysis time", "processing time", "travel time", "waiting time", "wait time", "run time", "runtime", "execution time", "interval time", "delta time", "session duration"}, []string{"s spent"}},
	{"minutes long", 3, 55, 0, Still, []string{"mins", "minutes late", "delay minutes", "in minutes", "eta minutes", "wait minutes"}, []string{"min spent"}},
	{"hours long", 1, 36, 0, Still, []string{"in hours"}, []string{"h spent"}},
	{"days long", 1, 30, 0, Still, []string{"days", "days late", "days left", "nights", "in days"}, []string{"d spent"}},
	{"uptime", 3_600, 4_000_000, 0, Rise, []string{"uptime"}, nil},
	{"length", 50, 2_400, 1, Still, []string{"length", "width", "height", "depth", "radius", "diameter", "thickness"}, nil},
	{"weight", 2, 480, 1, Still, []string{"weight", "mass", "kg", "kilograms", "kilos", "payload weight"}, nil},
	{"grams", 40, 4_800, 0, Still, []string{"grams", "gram", "weight grams"}, nil},
	{"metres", 20, 1_800, 1, Still, []string{"metres", "meters"}, nil},
	{"bytes", 2_000, 5_000_000, 0, Still, []string{"bytes", "file size", "content length", "size bytes", "byte size", "total bytes", "byte count"}, []string{"bytes"}},
	{"kilobytes", 16, 4_096, 0, Still, []string{"kb", "mb", "gb", "kib", "mib", "gib", "memory", "disk", "memory mb", "ram"}, nil},
	{"pixels", 320, 1_920, 0, Still, []string{"pixels", "px"}, nil},
}

// dateRows are parts of dates and times of the day.
var dateRows = []numberRow{
	{"age", 19, 74, 0, Still, []string{"age"}, nil},
	{"birth year", 1950, 2004, 0, Still, []string{"birth year", "year of birth"}, nil},
	{"year", 2015, 2026, 0, Still, []string{"year"}, nil},
	{"month", 1, 12, 0, Still, []string{"month"}, nil},
	{"day", 1, 28, 0, Still, []string{"day"}, nil},
	{"weekday", 1, 7, 0, Still, []string{"weekday", "day of week"}, nil},
	{"week", 1, 52, 0, Still, []string{"week"}, nil},
	{"hour", 0, 23, 0, Still, []string{"hour", "hours"}, nil},
	{"minute", 1, 59, 0, Still, []string{"minute", "minutes", "second"}, nil},
	{"seconds", 1, 59, 0, Still, []string{"seconds"}, nil},
}

// codeRows are numbers that stand for something.
var codeRows = []numberRow{
	{"port", 1024, 49151, 0, Still, []string{"port"}, nil},
	{"status code", 200, 204, 0, Still, []string{"status code", "http status", "response code"}, nil},
	{"close code", 1000, 1013, 0, Still, []string{"close code"}, nil},
	{"code", 1000, 1013, 0, Still, []string{"code", "error code"}, nil},
	{"quality of service", 0, 2, 0, Still, []string{"qos"}, nil},
	{"kind number", 1, 5, 0, Still, []string{"type", "kind", "mode", "category", "class", "service", "area", "state", "status", "priority", "flags", "severity", "urgency", "information"}, nil},
	{"sample rate", 16_000, 48_000, 0, Still, []string{"sample rate", "sampling rate"}, nil},
	{"bit rate", 32_000, 128_000, 0, Still, []string{"bitrate", "bit rate", "bps", "kbps", "bandwidth"}, nil},
}

var otherRows = []numberRow{
	{"media milliseconds", 120, 9_800, 0, Still, nil, nil},
	{"media seconds", 2, 480, 1, Still, nil, nil},
	{"trade size", 1, 2_500, 3, Still, nil, nil},
	{"page size", 10, 100, 0, Still, nil, nil},
	{"rpc code", -32_603, -32_600, 0, Still, nil, nil},
	{"load carried", 3, 240, 1, Walk, nil, nil},
	{"begin", 0, 60, 1, Still, []string{"start", "begin", "from"}, nil},
	{"end", 60, 120, 1, Still, []string{"end", "to", "until", "stop"}, nil},
	{"coordinate", 0, 640, 0, Walk, []string{"x", "y", "z", "left", "top", "right", "bottom"}, nil},
	{"creativity", 2, 10, 1, Still, []string{"top p"}, nil},
	{"factor", 8, 12, 1, Still, []string{"speed factor", "playback rate", "playback speed", "scale", "zoom", "multiplier", "gain factor"}, nil},
}

// strides are the greatest steps of kinds that walk slower than others.
var strides = map[string]int64{"latitude": 300, "longitude": 300, "heading": 4}

// whole are the kinds whose range is a share of a whole: a declared range
// says what the whole is.
var whole = []string{"confidence", "threshold", "score", "rating", "kind number", "value", "limit", "coordinate"}
