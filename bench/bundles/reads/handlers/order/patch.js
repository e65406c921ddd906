// Makes the change that the load generator sends as a patch: three members of a document of 1 KiB.
export default function (order, command) {
  const [status, revision, price] = command.body;
  order.status = status.value;
  order.revision = revision.value;
  order.lines[0].price = price.value;
}
