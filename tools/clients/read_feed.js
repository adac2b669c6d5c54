// Reads an Atom feed from standard input with node-feedparser, and writes its entries as JSON.
import FeedParser from "feedparser";

const parser = new FeedParser({ addmeta: false });
const entries = [];
parser.on("error", (error) => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});
parser.on("readable", () => {
  for (let item = parser.read(); item; item = parser.read()) {
    entries.push({ id: item.guid, title: item.title, link: item.link });
  }
});
parser.on("end", () => process.stdout.write(JSON.stringify(entries)));
process.stdin.pipe(parser);
