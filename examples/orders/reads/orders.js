// What is decided about an order depends on its customer: the one it has, else the one it is to have. Whatever else a
// client sends there is refused by the schema.
export default function (command, order) {
  const customer = order.customer ?? command.body?.customer;

  return /^[A-Za-z0-9._~-]{1,128}$/.test(customer ?? '') ? [{ targetName: 'customers', targetId: customer }] : [];
}
