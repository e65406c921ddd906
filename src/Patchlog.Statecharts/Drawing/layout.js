// Lays a graph out with dagre: JSON in, JSON out. Coordinates are rounded, so that drawings are short and stable.
// What dagre copies by it are arrays of names.
var structuredClone = value => JSON.parse(JSON.stringify(value));

(function (text) {
  const asked = JSON.parse(text);
  const graph = new dagre.Graph({ compound: true, multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 36, ranksep: 34, edgesep: 18, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));

  for (const node of asked.nodes)
    graph.setNode(node.id, { width: node.width, height: node.height });

  for (const node of asked.nodes) {
    if (node.parent !== undefined)
      graph.setParent(node.id, node.parent);
  }

  asked.edges.forEach((edge, at) => graph.setEdge(
    edge.from, edge.to, { width: edge.width, height: edge.height, labelpos: 'c', minlen: 1 }, `e${at}`));

  dagre.layout(graph);

  const round = value => Math.round(value * 10) / 10;
  const { width, height } = graph.graph();

  return JSON.stringify({
    width: round(width),
    height: round(height),
    nodes: asked.nodes.map(({ id }) => {
      const node = graph.node(id);

      return [round(node.x), round(node.y), round(node.width), round(node.height)];
    }),
    edges: asked.edges.map((edge, at) => {
      const { x, y, points } = graph.edge(edge.from, edge.to, `e${at}`);

      return { at: [round(x ?? 0), round(y ?? 0)], points: points.flatMap(point => [round(point.x), round(point.y)]) };
    }),
  });
})
