const TOKEN = /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<\/([\w:.-]+)\s*>|<([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)/g;
const ENTITIES = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const decode = text => text
  .replace(/&#x([0-9a-f]+);/gi, (_, hex) => String.fromCodePoint(parseInt(hex, 16)))
  .replace(/&#(\d+);/g, (_, digits) => String.fromCodePoint(Number(digits)))
  .replace(/&(\w+);/g, (whole, name) => ENTITIES[name] ?? whole);

/** The root element of a document: { name, attributes, children, text }. As much of XML as the test documents need. */
export function parseXml(text) {
  const root = { name: '', attributes: {}, children: [], text: '' };
  const stack = [root];
  for (const [, cdata, closed, opened, attributes, isEmpty, plain] of text.matchAll(TOKEN)) {
    const top = stack.at(-1);
    if (cdata !== undefined) top.text += cdata;
    else if (plain !== undefined) top.text += decode(plain);
    else if (closed !== undefined) stack.pop();
    else if (opened !== undefined) {
      const element = { name: opened, attributes: {}, children: [], text: '' };
      for (const [, name, quoted] of attributes.matchAll(/([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')/g))
        element.attributes[name] = decode(quoted.slice(1, -1));
      top.children.push(element);
      if (!isEmpty) stack.push(element);
    }
  }

  return root.children[0];
}
