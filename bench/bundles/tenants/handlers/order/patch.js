// Quick, but for tenants called slow: those take about 20 ms.
export default function (order, command) {
  if (command.tenant.startsWith('slow'))
    for (let i = 0; i < 60000; i++);

  const [status, revision, price] = command.body;
  order.status = status.value;
  order.revision = revision.value;
  order.lines[0].price = price.value;
}
