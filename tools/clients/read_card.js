// Turns a pasted link into a card, as an editor of texts does: finds it on the page by oEmbed 1.0,
// section 4. The arguments are the link and the width that there is, in pixels.
import { extract } from "@extractus/oembed-extractor";

const [link, maxwidth] = process.argv.slice(2);
process.stdout.write(JSON.stringify(await extract(link, { maxwidth })));
