// Validates a document with the official parser; the exit status is 1 if it has errors.
const { readFileSync } = require("node:fs");
const { Parser } = require("@asyncapi/parser");

const file = process.argv[2];
new Parser().validate(readFileSync(file, "utf8"), { source: file }).then((found) => {
  process.exitCode = found.some((d) => d.severity === 0) ? 1 : 0;
});
