// What is decided about an order may depend on its customer. A new order has none yet.
export default function (command, order) {
  return order.customer ? [{ targetName: 'customers', targetId: order.customer }] : [];
}
