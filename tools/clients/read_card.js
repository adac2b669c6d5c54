// Turns a link into a card as a text editor does. It finds the address of the card on the page
// (oEmbed 1.0, section 4). Arguments: the link, and the available width in pixels.
import { extract } from "@extractus/oembed-extractor";

const [link, maxwidth] = process.argv.slice(2);
process.stdout.write(JSON.stringify(await extract(link, { maxwidth })));
